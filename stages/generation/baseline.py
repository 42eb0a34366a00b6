"""Baseline: character frequencies, and the compressor PPMd -> their scores."""

import math
from collections import Counter
from pathlib import Path

import pyppmd
from pydantic import Field

from stages.command_line import run
from textrnn.data.records import SPLITS, read_records
from textrnn.files import replacing, write_metrics
from textrnn.generation.metrics import bits_per_character
from textrnn.params.section import Section, read_section
from textrnn.report.progress import Progress

UNICODE = 0x110000  # Characters that there may be.
CHUNK = 2**16  # Bytes between two looks at the progress.


class Params(Section):
    """Section `<task>.baseline`."""

    order: int = Field(ge=2, le=64, description="bytes that PPMd looks back")
    memory: int = Field(ge=2**11, le=2**31, description="bytes for its model")


def unigram_bits(train: str, text: str) -> float:
    """Bits per character when each is coded by how often training has it.

    What training lacks is as likely, all together, as what it has once; each of it takes one of Unicode's numbers.
    """
    counts, total = Counter(train), len(train) + 1
    unseen = 1 / (UNICODE - len(counts))
    frequencies = (counts.get(character, unseen) for character in text)
    return bits_per_character(math.fsum(-math.log2(frequency / total) for frequency in frequencies), len(text))


def ppmd_bits(texts: list[str], params: Params) -> list[float]:
    """Bits per character that PPMd (Shkarin 2002) needs for each text, having read those before; it adapts to each.

    Right to the few bytes that the coder still holds back when a text is over.
    """
    encoder = pyppmd.Ppmd7Encoder(params.order, params.memory)
    encoded = [text.encode("utf-8") for text in texts]
    bits = []
    with Progress("PPMd", sum(map(len, encoded)), "bytes") as progress:
        for text, data in zip(texts, encoded, strict=True):
            written = 0
            for at in range(0, len(data), CHUNK):
                written += len(encoder.encode(data[at : at + CHUNK]))
                progress.advance(len(data[at : at + CHUNK]))
            bits.append(bits_per_character(8 * written, len(text)))
    return bits


def main(task: str, *, splits: Path, baselines: Path) -> None:
    """Score valid after reading train; test after reading both, as nothing is chosen on valid."""
    params = read_section(f"{task}.baseline", Params)
    train, valid, test = ("".join(record.text for record in read_records(splits / f"{name}.jsonl")) for name in SPLITS)
    unigram = {"valid": unigram_bits(train, valid), "test": unigram_bits(train + valid, test)}
    _, *bits = ppmd_bits([train, valid, test], params)
    ppmd = dict(zip(("valid", "test"), bits, strict=True))
    scores = {
        name: {split: {"bits_per_character": value} for split, value in values.items()}
        for name, values in (("character_frequencies", unigram), ("ppmd", ppmd))
    }
    with replacing(baselines) as folder:
        folder.mkdir()
        write_metrics(folder / "scores.json", scores)


if __name__ == "__main__":
    run(main)
