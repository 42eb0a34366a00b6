"""Texts to be classified: from the command line, a file, a folder or standard input."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Self, TypeVar

from textrnn.cli.folder_rows import FILE, folder_rows
from textrnn.cli.text_columns import TEXT, guessed_column, sure_column, text_column
from textrnn.errors import InputError
from textrnn.ingest.cells import as_text
from textrnn.ingest.compression import STDIN
from textrnn.ingest.encodings import DETECT, UTF8, with_errors
from textrnn.ingest.layout import encoding_of
from textrnn.ingest.location import watch
from textrnn.ingest.rows import STANDARD, Dialect, Row
from textrnn.ingest.tables import READERS, is_table, read_kind, read_lines, read_rows, refuse_dialect
from textrnn.ingest.texts import is_text
from textrnn.report.progress import track

Item = TypeVar("Item")


@dataclass(frozen=True)
class Inputs:
    """Rows with a text in one of their columns. `rows` begins again each time, but for standard input."""

    rows: Callable[[], Iterator[Row]]
    column: str
    columns: list[str]
    is_stdin: bool = False
    replaces: bool = False  # whether bytes that are no text are read as U+FFFD
    path: Path | None = None  # of a file or a folder
    unreadable: dict[str, str] = field(default_factory=dict)  # files of a folder that turned out so, and why

    @classmethod
    def of_texts(cls, texts: Sequence[str]) -> Self:
        """Texts on the command line."""
        return cls(lambda: (Row(f"text {number}", {TEXT: text}) for number, text in enumerate(texts, 1)), TEXT, [TEXT])

    @classmethod
    def of_source(
        cls,
        source: str,
        kind: str,
        column: str | None,
        encoding: str | None,
        errors: str = "strict",
        dialect: Dialect = STANDARD,
    ) -> Self:
        """The texts of a file, a folder, or standard input, which holds what `kind` says.

        Raises:
            InputError: there are none.
        """
        if not source.strip():
            raise InputError("--input names nothing: it should be a file, a folder, or - for standard input")
        inputs = cls.of_path(Path(source), kind, column, encoding, errors, dialect)
        return replace(inputs, replaces=errors == "replace")

    @classmethod
    def of_path(
        cls, path: Path, kind: str, column: str | None, encoding: str | None, errors: str, dialect: Dialect
    ) -> Self:
        """Those of a path.

        Raises:
            InputError: there are none.
        """
        if path == STDIN:
            return cls.of_stdin(f".{kind}", column, with_errors(encoding or UTF8, errors), dialect)
        if not (path.is_file() or path.is_dir()):
            reason = "neither a file nor a folder: --input - reads standard input" if path.exists() else "not there"
            raise InputError(f"{path} is {reason}")
        if column and (path.is_dir() or not is_table(path)):
            raise InputError(f"{path} has no columns, so no {column!r}: leave --text-column out")
        refuse_dialect(path, dialect)
        if path.is_dir():
            rows = folder_rows(path, with_errors(encoding or DETECT, errors))
            return cls(rows, TEXT, [FILE, TEXT], path=path, unreadable=rows.unreadable)
        encoding = with_errors(encoding or encoding_of([path], mixed=errors == "replace"), errors)
        return cls.of_table(path, column, encoding, dialect) if is_table(path) else cls.of_lines(path, encoding)

    @classmethod
    def of_table(cls, path: Path, column: str | None, encoding: str, dialect: Dialect) -> Self:
        """The texts of a column of a table.

        Raises:
            InputError: there are none.
        """
        rows = partial(read_rows, path, encoding, dialect=dialect)
        columns = list(first_row(rows(), path).values)
        column = column or sure_column(columns) or guessed_column(path, encoding, dialect)
        return cls(rows, text_column(columns, column, path), columns, path=path)

    @classmethod
    def of_lines(cls, path: Path, encoding: str) -> Self:
        """The lines of a file, each a text.

        Raises:
            InputError: there are none, or it is another kind of file.
        """
        if not is_text(path):
            raise InputError(f"{path} should end in {', '.join(READERS)} or .txt, or these and .gz, .zst or .zip")
        first_row(read_lines(path, encoding), path)
        return cls(lambda: read_lines(path, encoding), TEXT, [TEXT], path=path)

    @classmethod
    def of_stdin(cls, kind: str, column: str | None, encoding: str, dialect: Dialect) -> Self:
        """Standard input, which is read once."""
        lines = kind == ".txt"
        rows = read_lines(STDIN, encoding) if lines else read_kind(kind, STDIN, encoding, dialect=dialect)
        first = first_row(rows, STDIN)
        columns = list(first.values)
        return cls(lambda: chain([first], rows), text_column(columns, column, STDIN), columns, is_stdin=True)

    def text_of(self, row: Row) -> str:
        """The text of a row.

        Raises:
            InputError: it is no text.
        """
        if self.column not in row.values:
            raise InputError(f"{row.place} has no column {self.column!r}")
        return as_text(row.values[self.column], row.place, self.column)

    def file_of(self, row: Row) -> str | None:
        """The file that a row is, of a folder."""
        return str(row.values[FILE]) if self.columns == [FILE, TEXT] else None

    def count(self) -> int | None:
        """How many texts there are, each checked before work starts; None for standard input, which is read once.

        Raises:
            InputError: a row is not as it should be.
        """
        if self.is_stdin:
            return None
        count = 0
        for row in self.rows():
            self.text_of(row)
            count += 1
        self.refuse_nothing_read(count)
        return count

    def refuse_nothing_read(self, count: int) -> None:
        """Refuse a folder of which no file could be read.

        Raises:
            InputError: there were files, and no text.
        """
        if not count and self.unreadable:
            raise InputError(f"no file of {self.path} can be read: {next(iter(self.unreadable.values()))}")

    def watch(self) -> Callable[[], None]:
        """What refuses a file, or a folder, that was changed since now; it raises an InputError."""
        return watch(self.path) if self.path else lambda: None

    def tracked(self, items: Iterable[Item], total: int | None) -> Iterator[Item]:
        """The same items, with a bar where it is known how many there are.

        Raises:
            InputError: there are more by now, or fewer.
        """
        if total is None:
            return iter(items)
        return track(exactly(items, total), "classify", total, "texts", stream=sys.stderr)


def first_row(rows: Iterator[Row], path: Path) -> Row:
    """The first row.

    Raises:
        InputError: there is none.
    """
    first = next(rows, None)
    if first is None:
        raise InputError(f"{'standard input' if path == STDIN else path} has no text")
    return first


def exactly(items: Iterable[Item], total: int) -> Iterator[Item]:
    """The same items, if there are so many.

    Raises:
        InputError: there are others.
    """
    count = 0
    for count, item in enumerate(items, start=1):
        if count > total:
            break
        yield item
    if count != total:
        now = f"{'more' if count > total else f'{count:,}'} now"
        raise InputError(f"the input changed while it was read: it had {total:,} texts, and has {now}; run it again")
