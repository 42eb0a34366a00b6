"""What a large corpus costs: a look, fetch, split, tokenize and encode on 0.1 and on 1 GB of generated text.

Ten times the text should take about ten times the time and no more memory: `make bench-corpus`.
"""

import csv
import os
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
from pyarrow import parquet

from textrnn.params.editing import set_params
from textrnn.temporary import temporary_folder
from tools.bench.timing import report, run_measured
from tools.pipeline import commands, copy_code, environment_outside_dvc

SIZES = {"0.1 GB": 10**8, "1 GB": 10**9}
LIMIT = 2**30  # Bytes of memory for any stage.
VOCABULARY = 200_000
DOCUMENTS = 40
TEXTRNN = [sys.executable, "-c", "from textrnn.cli.app import main; main()"]
STAGES = ("fetch", "split", "tokenize", "encode")
LABELS = [f"class{number}" for number in range(20)]


def lines(characters: int) -> Iterator[str]:
    """Lines of about 600 characters, their words as frequent as Zipf's law has it."""
    random = np.random.default_rng(1)
    letters = random.integers(ord("a"), ord("z") + 1, (VOCABULARY, 12), dtype=np.uint8)
    words = [
        row.tobytes()[:length].decode() for row, length in zip(letters, random.integers(2, 13, VOCABULARY), strict=True)
    ]
    while characters > 0:
        ranks = (random.pareto(0.9, 100) * 3).astype(np.int64) % VOCABULARY
        line = " ".join(map(words.__getitem__, ranks.tolist()))
        characters -= len(line) + 1
        yield line


def write_table(path: Path, characters: int) -> None:
    """Labelled texts as CSV, a row in ten with a quoted line end."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["label", "text"])
        for number, line in enumerate(lines(characters)):
            rows.writerow([LABELS[number % len(LABELS)], f"{line}\n" if number % 10 == 0 else line])


def write_parquet(path: Path, characters: int) -> None:
    """Running text as a column of Parquet."""
    schema = pyarrow.schema([("text", pyarrow.string())])
    with parquet.ParquetWriter(path, schema) as writer:
        for rows in batched_lines(characters):
            writer.write_table(pyarrow.table({"text": rows}, schema))


def batched_lines(characters: int) -> Iterator[list[str]]:
    """Lines, ten thousand at a time."""
    rest = lines(characters)
    while rows := list(islice(rest, 10_000)):
        yield rows


SOURCES: dict[str, tuple[str, Callable[[Path, int], None], dict[str, Any]]] = {
    "classification": ("big.csv", write_table, {"text_column": "text", "label_column": "label"}),
    "generation": (
        "big.parquet",
        write_parquet,
        {"text_column": "text", "label_column": None, "documents_per_file": DOCUMENTS},
    ),
}


def command_lines(folder: Path, characters: int) -> Iterator[tuple[str, list[str]]]:
    """The stages in their order, each with its command line; before those of a task its text is written."""
    for task, (name, write, columns) in SOURCES.items():
        write(folder / name, characters)
        values = {"corpus": "custom", "path": name, **columns}
        share = {f"{task}.split.test": 0.1} if columns["label_column"] else {}
        set_params(folder / "params.yaml", {f"{task}.fetch.{key}": value for key, value in values.items()} | share)
        yield f"use {name}", [*TEXTRNN, "use", name, "--dry-run"]
        for stage in STAGES:
            yield f"{stage}@{task}", ["./python", *commands()[f"{task}.{stage}"].words]


def bench(size: str, characters: int, seconds: dict[str, float], peaks: dict[str, int]) -> None:
    """Run all stages on a corpus of so many characters, compare with the corpus before."""
    with temporary_folder() as folder:
        copy_code(folder)
        for stage, command in command_lines(folder, characters):
            time, _, peak = run_measured(command, folder, environment_outside_dvc(PYTHONPATH=os.curdir))
            times = f", {time / seconds[stage]:.1f} times as long" if stage in seconds else ""
            grown = f", {peak / peaks[stage]:.1f} times the memory" if stage in peaks else ""
            report(
                f"{stage} of {size}: {time:.1f} s{times}{grown}",
                f"{peak / 1e6:,.0f} MB",
                "at most 1 GiB",
                peak <= LIMIT,
            )
            seconds[stage], peaks[stage] = time, peak


if __name__ == "__main__":
    seconds: dict[str, float] = {}
    peaks: dict[str, int] = {}
    for size, characters in SIZES.items():
        bench(size, characters, seconds, peaks)
