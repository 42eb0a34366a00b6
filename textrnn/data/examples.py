"""Examples: index arrays into the ids, one row for each example; the text itself is stored only once."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textrnn.data.arrays import Integers
from textrnn.errors import reading

Examples = NDArray[np.void]

TRUNCATION = "reading.json"  # Beside the examples of documents: how those that come later are to be read.

# A document's tokens from `start`, `length` of them, in a row padded to `width`.
DOCUMENT = np.dtype([("start", "<i8"), ("length", "<i4"), ("width", "<i4"), ("label", "<i4")])
# A context of `length` tokens from `start`; each token's target is the next one.
WINDOW = np.dtype([("start", "<i8"), ("length", "<i4")])


def make_examples(kind: np.dtype[np.void], **columns: Any) -> Examples:
    """A table of examples from its columns."""
    table = np.empty(len(columns["start"]), dtype=kind)
    for name, values in columns.items():
        table[name] = values
    return table


def read_examples(path: Path, kind: np.dtype[np.void]) -> Examples:
    """Read a table of examples."""
    with reading(path):
        table: Examples = np.load(path)
        if table.dtype != kind:
            raise ValueError(f"it holds {table.dtype}, not {kind}")
    return table


def concatenate(splits: list[tuple[Integers, Examples]]) -> tuple[Integers, Examples]:
    """The ids of some splits one behind the other, and their examples, which begin where their ids are now."""
    if len(splits) == 1:
        return splits[0]
    before = np.cumsum([0, *(len(ids) for ids, _ in splits)])
    tables = [table.copy() for _, table in splits]
    for table, start in zip(tables, before[:-1], strict=True):
        table["start"] += start
    return np.concatenate([ids for ids, _ in splits]), np.concatenate(tables)
