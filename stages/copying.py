"""Copying: samples, the texts of test and those of training -> how much of the former stands verbatim in the latter."""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
from pydantic import Field

from stages.command_line import run
from textrnn.data.records import Record, count_records, read_records
from textrnn.data.tokenizer import encode, read_tokenizer
from textrnn.errors import reading
from textrnn.files import read_json, write_metrics
from textrnn.generation.copying import figures, summary
from textrnn.generation.matches import find_matches
from textrnn.params.section import Section, read_section
from textrnn.report.progress import track

MOST_PIECES = 200  # Of the texts of test: they stand beside a few samples.


class Params(Section):
    """Section `<task>.copying`."""

    shortest: int = Field(gt=0, le=100_000, description="characters of a stretch that counts as copied")


class Piece(NamedTuple):
    """A part of a text of test: whose it is, where it begins."""

    source: str
    start: int
    text: str


def cut_pieces(records: Iterable[Record], size: int) -> list[Piece]:
    """Texts in pieces of so many characters, spread over all of them if there are many; without shorter ends."""
    pieces = list(all_pieces(records, size))
    whole = [piece for piece in pieces if len(piece.text) == size] or pieces
    drawn = np.unique(np.linspace(0, len(whole) - 1, min(MOST_PIECES, len(whole))).round().astype(np.int64))
    return [whole[number] for number in drawn.tolist()]


def all_pieces(records: Iterable[Record], size: int) -> Iterator[Piece]:
    """Each text, the records of a source, from its start to its end."""
    for source, own in groupby(records, key=lambda record: record.source):
        text = "".join(record.text for record in own)
        yield from (Piece(source, start, text[start : start + size]) for start in range(0, len(text), size))


def learned_records(splits: Path) -> Iterator[Record]:
    """What the final network has learned from."""
    paths = [splits / f"{name}.jsonl" for name in ("train", "valid")]
    records = chain.from_iterable(map(read_records, paths))
    return track(records, "copying", sum(map(count_records, paths)), "records")


def read_samples(path: Path) -> list[dict[str, object]]:
    """The samples, each with its prompt and the text behind it.

    Raises:
        InputError: the file is damaged.
    """
    with reading(path):
        return [{name: sample[name] for name in ("prompt", "sample", "text")} for sample in read_json(path)]


def main(task: str, *, splits: Path, tokenizer: Path, texts: Path, copies: Path, details: Path) -> None:
    """Compare samples, and as long pieces of the texts of test, with all that the final network has learned from."""
    params = read_section(f"{task}.copying", Params)
    samples, fitted = read_samples(texts), read_tokenizer(tokenizer)
    written = [str(sample["text"]) for sample in samples]
    size = max(round(median(map(len, written))), 1)
    pieces = cut_pieces(read_records(splits / "test.jsonl"), size)
    compared = [*written, *(piece.text for piece in pieces)]
    matches, names = find_matches(compared, learned_records(splits))
    found = [
        figures(own, names, encode(fitted, text), params.shortest) for own, text in zip(matches, compared, strict=True)
    ]
    of_samples, of_pieces = found[: len(written)], found[len(written) :]
    marked = {
        "samples": [sample | own.values() for sample, own in zip(samples, of_samples, strict=True)],
        "test": [
            {"source": piece.source, "start": piece.start} | own.values()
            for piece, own in zip(pieces, of_pieces, strict=True)
        ],
    }
    write_metrics(copies, marked)
    totals = {"samples": summary(of_samples), "test": summary(of_pieces)}
    write_metrics(details, {"shortest": params.shortest} | totals)


if __name__ == "__main__":
    run(main)
