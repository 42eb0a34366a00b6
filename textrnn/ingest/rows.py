"""Rows of tables, and the lines that they are read from."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from textrnn.errors import InputError
from textrnn.ingest.compression import inner_name

LONGEST_FIELD = 10_000_000  # Characters: a quote that is never closed ends there.
LONGEST_LINE = 2 * LONGEST_FIELD


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV or TSV file is written."""

    quoting: bool = True  # Quotes hold values together; or they are signs like others.
    header: bool = True  # The first line names the columns; or it is a row.


STANDARD = Dialect()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its values by column, and where it ends: a line of a file, or the number of a row."""

    place: str
    values: dict[str, Any]


def suffix(path: Path) -> str:
    """The suffix of what a file holds, in lower case."""
    return Path(inner_name(path)).suffix.lower()


class CountedLines:
    """The lines of a file, counted; NUL bytes and endless lines are refused."""

    def __init__(self, file: TextIO, path: Path) -> None:
        self.file = file
        self.path = path
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.file.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            raise InputError(f"{self.path}, line {self.number} has more than {LONGEST_LINE:,} characters: cut it")
        if "\0" in line:
            raise InputError(f"{self.path}, line {self.number} contains a NUL byte: that is no text; save it as UTF-8")
        return line


def checked_header(names: list[str], place: str) -> list[str]:
    """The names of the columns.

    Raises:
        InputError: two are the same, or one is blank.
    """
    names = [name.strip() for name in names]
    for number, (name, count) in enumerate(Counter(names).items(), start=1):
        if not name:
            raise InputError(f"{place}: column {number} has no name; name it")
        if count > 1:
            raise InputError(f"{place}: the column {name!r} is there twice; rename one of them")
    return names
