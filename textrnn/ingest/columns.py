"""The columns of a table, described from all of its rows."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from textrnn.data.classes import LONGEST_LABEL
from textrnn.ingest.cells import labels_in, parsed_list
from textrnn.ingest.left_out import Places
from textrnn.ingest.rows import STANDARD, Dialect, Row
from textrnn.ingest.tables import read_rows

MOST_VALUES = 10_000  # Different values of a column that are counted: more are no labels.
SEPARATORS = ";|,"  # Of several labels in a cell.
BINARY = {"0", "1", "True", "False", "true", "false", "0.0", "1.0"}


@dataclass
class Column:
    """What a column holds."""

    name: str
    filled: int = 0  # rows that have a value
    characters: int = 0  # of all values
    values: Counter[str] = field(default_factory=Counter)  # rows of each value, while they are few and short
    is_varied: bool = False  # too many values to be counted, or too long ones
    several: int = 0  # rows with a list of several

    def add(self, value: object) -> None:
        """Count the value of a row; a list of one, or names of which one has a number, stand for that one."""
        value = parsed_list(value)
        if isinstance(value, list | dict):
            labels = labels_in(value)
            self.filled += 1
            self.several += len(labels) > 1
            if len(labels) == 1:
                self.count(labels[0])
        elif value not in {None, ""} and not (isinstance(value, float) and math.isnan(value)):
            self.filled += 1
            self.count(str(value))

    def count(self, text: str) -> None:
        """Count a value."""
        self.characters += len(text)
        if not self.is_varied:
            self.values[text] += 1
            self.is_varied = len(self.values) > MOST_VALUES or len(text) > LONGEST_LABEL

    @property
    def is_binary(self) -> bool:
        """Whether all values are 0 and 1, as where a column says of one label whether a text has it."""
        return len(self.values) > 0 and BINARY.issuperset(self.values) and not self.is_varied

    @property
    def separator(self) -> str | None:
        """What stands between several labels in most cells; None where each cell is one label."""
        if self.is_varied:
            return None
        for sign in SEPARATORS:
            joined = sum(count for value, count in self.values.items() if sign in value)
            parts = {part.strip() for value in self.values for part in value.split(sign)}
            if joined > self.filled / 2 and len(parts) < len(self.values):
                return sign
        return None

    @property
    def looks_like_labels(self) -> bool:
        """Whether there are several values, most of them more than once."""
        repeated = sum(count > 1 for count in self.values.values())
        return not self.is_varied and not self.several and len(self.values) > 1 and repeated > len(self.values) / 2


def describe_columns(path: Path, encoding: str, most: int | None = None, dialect: Dialect = STANDARD) -> list[Column]:
    """The columns of a table, from all of its rows, or from so many.

    Raises:
        InputError: a row below the first repeats the header.
    """
    columns: defaultdict[str, Column] = defaultdict(lambda: Column(""))
    for row in without_headers(islice(read_rows(path, encoding, dialect=dialect), most)):
        for name, value in row.values.items():
            columns[name].add(value)
    for name, column in columns.items():
        column.name = name
    return list(columns.values())


def without_headers(rows: Iterable[Row]) -> Iterable[Row]:
    """The same rows.

    Raises:
        InputError: some repeat the header, as where files were put together.
    """
    repeated = Places()
    for row in rows:
        if len(row.values) > 1 and all(name == value for name, value in row.values.items()):
            repeated.add(row.place)
        else:
            yield row
    repeated.refuse("the header stands there again, as where files were put together: remove it")
