"""Passages: texts of test and what their tokens cost -> the hardest and the easiest passages, and costs of blocks."""

import math
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from stages.command_line import run
from textrnn.data.arrays import Integers, TokenArrays, read_arrays
from textrnn.data.records import read_records
from textrnn.data.tokenizer import read_tokenizer
from textrnn.files import replacing, write_metrics
from textrnn.generation.passages import Passages, TokenShapes, cut, token_texts
from textrnn.generation.token_nats import Nats, read_token_nats

SHOWN = 5  # Hardest passages, and as many easiest ones.
PASSAGE, SHORTEST = 300, 200  # Characters.
LARGEST_BLOCK, SMALLEST_BLOCK = 5000, 300  # Characters: in longer blocks what depends on each other is together,
BLOCKS = 50  # but there should be so many.


def block_size(characters: int) -> int:
    """The characters of a block, of a test set that has so many."""
    return max(min(LARGEST_BLOCK, characters // BLOCKS), SMALLEST_BLOCK)


def rank(passages: Passages, bits: Nats) -> Integers:
    """The numbers of the passages, the hardest first; without short ones, unless there are no others."""
    is_long = passages.characters >= SHORTEST
    numbers = np.flatnonzero(is_long if is_long.any() else passages.characters > 0)
    return numbers[np.argsort(-bits[numbers] / passages.characters[numbers], kind="stable")]


def show(
    passages: Passages, numbers: Integers, nats: Nats, arrays: TokenArrays, tokenizer: Tokenizer, sources: list[str]
) -> Iterator[dict[str, Any]]:
    """Passages as JSON: of what they are, where they begin, what they and their tokens cost."""
    characters = np.concatenate([[0], np.cumsum(passages.characters)])
    first = np.searchsorted(passages.texts, np.arange(len(sources)))  # Of each text, its first passage.
    bits = passages.bits(nats)
    for number in numbers.tolist():
        text, start, end = (int(column[number]) for column in passages[:3])
        yield {
            "source": sources[text],
            "start": int(characters[number] - characters[first[text]]),
            "characters": int(passages.characters[number]),
            "bits_per_character": float(bits[number] / passages.characters[number]),
            "tokens": token_texts(tokenizer, arrays.ids[start:end].tolist(), (nats[start:end] / math.log(2)).tolist()),
        }


def main(
    task: str, *, splits: Path, ids: Path, tokenizer: Path, evaluation: Path, dynamic_eval: Path, passages: Path
) -> None:
    """Write passages of the texts of test to be shown, and what blocks of them cost each way of scoring."""
    arrays, fitted = read_arrays(ids / "test"), read_tokenizer(tokenizer)
    shapes = TokenShapes.of(fitted)
    sources = [source for source, _ in groupby(record.source for record in read_records(splits / "test.jsonl"))]
    nats, dynamic_nats = read_token_nats(evaluation, arrays), read_token_nats(dynamic_eval, arrays)
    short = cut(arrays, shapes, PASSAGE)
    ranked = rank(short, short.bits(nats))
    hardest, easiest = (
        list(show(short, part, nats, arrays, fitted, sources)) for part in (ranked[:SHOWN], ranked[::-1][:SHOWN])
    )
    blocks = cut(arrays, shapes, block_size(int(arrays.characters.sum())))
    costs = {"network": blocks.bits(nats), "dynamic_eval": blocks.bits(dynamic_nats)}
    with replacing(passages) as folder:
        folder.mkdir()
        write_metrics(folder / "passages.json", {"hardest": hardest, "easiest": easiest})
        columns = {"text": blocks.texts, "characters": blocks.characters} | costs
        write_metrics(folder / "blocks.json", {name: column.tolist() for name, column in columns.items()})


if __name__ == "__main__":
    run(main)
