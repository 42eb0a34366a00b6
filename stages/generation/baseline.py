"""Baseline: what one would use instead of a network: character frequencies, and the compressor PPMd."""

import math
from collections import Counter
from pathlib import Path

import pyppmd
from pydantic import Field

from textrnn.command import run
from textrnn.files import write_metrics
from textrnn.params import Section, read_section
from textrnn.records import SPLITS, read_records


class Params(Section):
    """Section `<task>.baseline`."""

    order: int = Field(ge=2, le=64, description="bytes that PPMd looks back")
    memory: int = Field(ge=2**11, le=2**31, description="bytes for its model")


def unigram_bits(seen: str, text: str) -> float:
    """Bits per character when each is coded by how often it was seen, all of Unicode having been seen once."""
    counts, total = Counter(seen), len(seen) + 0x110000
    return math.fsum(-math.log2((counts[character] + 1) / total) for character in text) / len(text)


def ppmd_bits(seen: str, text: str, params: Params) -> float:
    """Bits per character that PPMd (Shkarin 2002) needs for a text after another; it goes on learning as it reads."""
    return 8 * (compressed_size(seen + text, params) - compressed_size(seen, params)) / len(text)


def compressed_size(text: str, params: Params) -> int:
    """Bytes of the compressed text."""
    encoder = pyppmd.Ppmd7Encoder(params.order, params.memory)
    return len(encoder.encode(text.encode("utf-8"))) + len(encoder.flush())


def main(task: str, splits: Path, scores: Path) -> None:
    """Score on valid after train; on test after both, as nothing is chosen on valid."""
    params = read_section(f"{task}.baseline", Params)
    train, valid, test = ("".join(record.text for record in read_records(splits / f"{name}.jsonl")) for name in SPLITS)
    pairs = {"valid": (train, valid), "test": (train + valid, test)}
    write_metrics(
        scores,
        {
            "character_frequencies": {
                name: {"bits_per_character": unigram_bits(*pair)} for name, pair in pairs.items()
            },
            "ppmd": {name: {"bits_per_character": ppmd_bits(*pair, params)} for name, pair in pairs.items()},
        },
    )


if __name__ == "__main__":
    run(main)
