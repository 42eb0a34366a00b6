"""What the data is like, as the report shows it: sizes, lengths, coverage, and what limits a score."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from textrnn.data.records import SPLITS
from textrnn.errors import reading
from textrnn.files import read_json
from textrnn.report.data_report import ROWS, format_number
from textrnn.report.inline_chart import Chart, chart
from textrnn.report.tables import PERCENT, Table, make_table, percent

DECILES = range(10, 101, 10)
STEPS = (10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000)  # Sizes of a vocabulary.
CODE = re.compile(r"(?<!\\)`")  # Around what one types.
ESCAPED = re.compile(r"\\([\\`*_\[\]|~])")


@dataclass(frozen=True)
class DataPart:
    """The part of the page about the data."""

    table: Table
    charts: tuple[Chart, ...]
    remarks: tuple[str, ...]


def data_part(
    data: dict[str, Any], statistics: Path, remarks: Path, pictures: Path, max_length: int | None
) -> DataPart:
    """That part, of the metrics of the data, the statistics behind its pictures, and the page about it.

    `max_length` is how many tokens of a document are read, if not all.

    Raises:
        InputError: a file is damaged.
    """
    sizes = read_json(statistics / "sizes.json")
    with reading(statistics / "sizes.json"):
        unit = "document" if any(sizes["classes"].values()) else "text"
        names = {"unit": unit, "quantile": float(sizes["quantile"]), "max_length": max_length}
        charts = [sizes_chart(sizes, unit, pictures)]
    with reading(statistics / "lengths.npy"):
        lengths = lengths_table(np.load(statistics / "lengths.npy"), unit)
    caption = f"How many tokens the {unit}s of training have. The dashed line: the length that the title names."
    charts.append(chart(pictures, "lengths", caption, lengths))
    with reading(statistics / "coverage.npy"):
        covered = coverage_table(np.load(statistics / "coverage.npy"))
    caption = "The share of each split's tokens that a vocabulary of the most frequent training tokens covers, by size."
    charts.append(chart(pictures, "vocabulary_coverage", caption, covered))
    return DataPart(splits_table(data, names), tuple(charts), tuple(read_remarks(remarks)))


def splits_table(data: dict[str, Any], names: dict[str, Any]) -> Table:
    """The numbers of each split."""
    rows = [
        (name.format(**names), *(format_number(data[split][key]) for split in SPLITS))
        for key, name in ROWS.items()
        if all(key in data[split] for split in SPLITS)
    ]
    return make_table("The three splits", ("", *SPLITS), rows)


def sizes_chart(sizes: dict[str, dict[str, dict[str, int]]], unit: str, pictures: Path) -> Chart:
    """How many documents classes have, or how long running texts are."""
    if unit == "document":
        table = sizes_table("Documents of each class", sizes["classes"])
        return chart(pictures, "classes", "Documents of each class, in training, validation and test.", table)
    table = sizes_table("Characters of each text", sizes["sources"])
    return chart(pictures, "texts", "Characters of each text; the colour says which split it is in.", table)


def sizes_table(caption: str, sizes: dict[str, dict[str, int]]) -> Table:
    """Sizes in each split, the largest first."""
    totals = sum((Counter(sizes[split]) for split in SPLITS), Counter[str]())
    names = sorted(totals, key=lambda name: (-totals[name], name))
    return make_table(
        caption, ("", *SPLITS), [(name, *(f"{sizes[split].get(name, 0):,}" for split in SPLITS)) for name in names]
    )


def lengths_table(lengths: Any, unit: str) -> Table:
    """The deciles of the lengths of documents (documents,)."""
    values = np.quantile(lengths, [share / 100 for share in DECILES], method="inverted_cdf")
    rows = [(f"{share}{PERCENT}", f"{int(value):,}") for share, value in zip(DECILES, values, strict=True)]
    return make_table(f"Length of training {unit}s", (f"of the {unit}s have at most", "tokens"), rows)


def coverage_table(coverage: Any) -> Table:
    """What vocabularies of some sizes cover (splits, vocabulary)."""
    largest = coverage.shape[1]
    sizes = [*(size for size in STEPS if size < largest), largest]
    rows = [(f"{size:,}", *(percent(share) for share in coverage[:, size - 1])) for size in sizes]
    return make_table("Coverage, % of all tokens", ("most frequent tokens", *SPLITS), rows)


def read_remarks(path: Path) -> Iterator[str]:
    """The list on the page about the data, as plain text."""
    with reading(path):
        lines = path.read_text(encoding="utf-8").splitlines()
        if not lines or lines[0] != "# Data":
            raise ValueError("no page about the data")
    for line in lines:
        if line.startswith("- "):
            yield html.unescape(ESCAPED.sub(r"\1", CODE.sub("", line.removeprefix("- "))))
