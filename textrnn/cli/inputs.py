"""Texts to be classified: from the command line, a file, a folder or standard input."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Self, TypeVar

import click

from textrnn.errors import InputError
from textrnn.ingest.columns import describe_columns, guess_text
from textrnn.ingest.compression import STDIN
from textrnn.ingest.encodings import UTF8, detect
from textrnn.ingest.layout import encoding_of
from textrnn.ingest.rows import Row
from textrnn.ingest.tables import READERS, is_table, read_lines, read_rows, written
from textrnn.ingest.texts import files_of, is_text, read_document
from textrnn.report.progress import track

Item = TypeVar("Item")
TEXT, FILE = "text", "file"


@dataclass(frozen=True)
class Inputs:
    """Rows with a text in one of their columns. `rows` begins anew each time, but for standard input."""

    rows: Callable[[], Iterator[Row]]
    column: str
    columns: list[str]
    is_stdin: bool = False

    @classmethod
    def of_texts(cls, texts: Sequence[str]) -> Self:
        """Texts on the command line."""
        return cls(lambda: (Row(f"text {number}", {TEXT: text}) for number, text in enumerate(texts, 1)), TEXT, [TEXT])

    @classmethod
    def of_source(cls, source: str, kind: str, column: str | None) -> Self:
        """The texts of a file, a folder, or standard input, which holds what `kind` says.

        Raises:
            InputError: there are none.
        """
        path = Path(source)
        if path == STDIN:
            return cls.of_stdin(f".{kind}", column)
        if not (path.is_file() or path.is_dir()):
            there = "neither a file nor a folder: --input - reads standard input" if path.exists() else "not there"
            raise InputError(f"{path} is {there}")
        if column and (path.is_dir() or not is_table(path)):
            raise InputError(f"{path} has no columns, so no {column!r}: leave --text-column out")
        if path.is_dir():
            return cls(lambda: documents(path), TEXT, [FILE, TEXT])
        encoding = encoding_of([path])
        if is_table(path):
            columns = list(first_of(read_rows(path, encoding), path).values)
            column = column or sure_column(columns) or guessed_column(path, encoding)
            return cls(lambda: read_rows(path, encoding), text_column(columns, column, path), columns)
        if is_text(path):
            first_of(read_lines(path, encoding), path)
            return cls(lambda: read_lines(path, encoding), TEXT, [TEXT])
        raise InputError(f"{path} should end in {', '.join(READERS)} or .txt, or these and .gz, .zst or .zip")

    @classmethod
    def of_stdin(cls, kind: str, column: str | None) -> Self:
        """Standard input, which is read once."""
        rows = read_lines(STDIN, UTF8) if kind == ".txt" else READERS[kind](STDIN, UTF8, None)
        first = first_of(rows, STDIN)
        columns = list(first.values)
        return cls(lambda: chain([first], rows), text_column(columns, column, STDIN), columns, is_stdin=True)

    def text_of(self, row: Row) -> str:
        """The text of a row.

        Raises:
            InputError: it is no text.
        """
        if self.column not in row.values:
            raise InputError(f"{row.place} has no column {self.column!r}")
        return written(row.values[self.column], row.place, self.column)

    def file_of(self, row: Row) -> str | None:
        """The file that a row is, of a folder."""
        return str(row.values[FILE]) if self.columns == [FILE, TEXT] else None

    def count(self) -> int | None:
        """How many texts there are, each looked at before work starts; of standard input nothing is known.

        Raises:
            InputError: a row is not as it should be.
        """
        if self.is_stdin:
            return None
        count = 0
        for row in self.rows():
            self.text_of(row)
            count += 1
        return count

    def tracked(self, items: Iterable[Item], total: int | None) -> Iterator[Item]:
        """The same items, with a bar where it is known how many there are."""
        return iter(items) if total is None else track(items, "classify", total, "texts", stream=sys.stderr)


def first_of(rows: Iterator[Row], path: Path) -> Row:
    """The first row.

    Raises:
        InputError: there is none.
    """
    first = next(rows, None)
    if first is None:
        raise InputError(f"{'standard input' if path == STDIN else path} has no text")
    return first


def refuse_columns(there: Collection[str], added: Sequence[str]) -> None:
    """Refuse to write over columns of the input.

    Raises:
        InputError: it has one of those that are added.
    """
    if both := [name for name in added if name in there]:
        raise InputError(f"the input has a column {both[0]!r}, which predictions would have: rename it")


def sure_column(columns: Sequence[str]) -> str | None:
    """The column of text, where there can be no doubt: it is named so, or the only one."""
    return TEXT if TEXT in columns else columns[0] if len(columns) == 1 else None


def guessed_column(path: Path, encoding: str) -> str:
    """The column that looks like text, which is said on standard error."""
    column = guess_text(describe_columns(path, encoding), path)
    click.echo(f"textrnn: the texts are taken from column {column!r}; --text-column names another one", err=True)
    return column


def text_column(columns: Sequence[str], asked: str | None, path: Path) -> str:
    """The column of text: the one asked for, or the one that is sure.

    Raises:
        InputError: it is not there, or not clear which it is.
    """
    column = asked or sure_column(columns) or TEXT
    if column not in columns:
        there = ", ".join(map(repr, columns))
        name = "standard input" if path == STDIN else path
        raise InputError(f"{name} has no column {column!r}; there are: {there}; name one with --text-column")
    return column


def documents(folder: Path) -> Iterator[Row]:
    """The files of text in a folder, each a text."""
    for path in files_of(folder):
        name = path.relative_to(folder).as_posix()
        yield Row(str(path), {FILE: name, TEXT: read_document(path, detect(path))})
