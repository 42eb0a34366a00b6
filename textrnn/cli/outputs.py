"""Rows written to a file: CSV, TSV, JSON Lines or Parquet."""

import csv
import json
import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.files import PlainLineEnds, replacing

Values = dict[str, Any]
Write = Callable[[Values], None]
BATCH = 1024  # Rows of Parquet that are written together.


def writer_of(path: Path) -> Callable[[list[str]], AbstractContextManager[Write]]:
    """What opens a file for rows with these columns; it takes its place once all are written.

    Raises:
        InputError: its name has no ending that is known.
    """
    kinds = {
        ".csv": partial(open_delimited, path, ","),
        ".tsv": partial(open_delimited, path, "\t"),
        ".jsonl": partial(open_json_lines, path),
        ".parquet": partial(open_parquet, path),
    }
    if path.suffix.lower() not in kinds:
        raise InputError(f"{path} should be a file that ends in {', '.join(kinds)}")
    return kinds[path.suffix.lower()]


def refuse_strange(row: Values, columns: list[str], path: Path) -> None:
    """Refuse what a table has no column for.

    Raises:
        InputError: a row has more than the columns.
    """
    if unknown := [name for name in row if name not in columns]:
        raise InputError(f"a row has {unknown[0]!r}, which the first has not: write .jsonl instead of {path}")


@contextmanager
def whole_characters(path: Path) -> Iterator[None]:
    """Refuse to write half a character.

    Raises:
        InputError: there is one.
    """
    try:
        yield
    except UnicodeEncodeError as error:
        raise InputError(f"{path} cannot have half a character, as a row of the input has: write it anew") from error


@contextmanager
def open_delimited(path: Path, delimiter: str, columns: list[str]) -> Iterator[Write]:
    """Write CSV or TSV."""
    with whole_characters(path), replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(PlainLineEnds(file), columns, delimiter=delimiter, lineterminator="\r\n")
        writer.writeheader()

        def write(row: Values) -> None:
            refuse_strange(row, columns, path)
            writer.writerow(row)

        yield write


@contextmanager
def open_json_lines(path: Path, _: list[str]) -> Iterator[Write]:
    """Write JSON Lines."""
    with whole_characters(path), replacing(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda row: print(json.dumps(without_nan(row), ensure_ascii=False, default=str), file=file)


def without_nan(value: Any) -> Any:
    """The value with null where a number is none, which JSON does not know."""
    match value:
        case dict():
            return {name: without_nan(item) for name, item in value.items()}
        case list():
            return [without_nan(item) for item in value]
        case float() if not math.isfinite(value):
            return None
        case _:
            return value


def without_null(schema: Any) -> Any:
    """The types of columns; of one that is empty so far, text."""
    import pyarrow

    fields = [one.with_type(pyarrow.string()) if pyarrow.types.is_null(one.type) else one for one in schema]
    return pyarrow.schema(fields)


@contextmanager
def open_parquet(path: Path, columns: list[str]) -> Iterator[Write]:
    """Write Parquet."""
    with whole_characters(path), replacing(path) as beside, closing(ParquetRows(path, beside, columns)) as rows:
        yield rows.write
        rows.finish()


def fitted(table: Any, schema: Any) -> Any:
    """A table with these types of columns.

    Raises:
        ArrowInvalid: a value would not be what it is: between numbers a cast says so, between other types it may not.
    """
    import pyarrow
    from pyarrow.types import is_floating, is_integer, is_null

    for found, wanted in zip(table.schema, schema, strict=True):
        numbers = all(is_integer(one.type) or is_floating(one.type) for one in (found, wanted))
        if found.type != wanted.type and not is_null(found.type) and not numbers:
            raise pyarrow.ArrowInvalid(f"{found.name} is {found.type}, and was {wanted.type} before")
    return table.cast(schema)


class ParquetRows:
    """Rows of a Parquet file, written in batches; the first one says of which type the columns are."""

    def __init__(self, path: Path, beside: Path, columns: list[str]) -> None:
        self.path = path
        self.beside = beside
        self.columns = columns
        self.waiting: list[Values] = []
        self.writer: Any = None

    def write(self, row: Values) -> None:
        """Add a row."""
        refuse_strange(row, self.columns, self.path)
        self.waiting.append(row)
        if len(self.waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait.

        Raises:
            InputError: a column has values of several types, or of one that Parquet does not have.
        """
        import pyarrow
        from pyarrow import parquet

        rows = [{name: row.get(name) for name in self.columns} for row in self.waiting]
        try:
            table = pyarrow.Table.from_pylist(rows)
            table = fitted(table, self.writer.schema if self.writer else without_null(table.schema))
            self.writer = self.writer or parquet.ParquetWriter(self.beside, table.schema)
            self.writer.write_table(table)
        except (pyarrow.ArrowException, OverflowError) as error:
            raise InputError(f"{self.path} cannot hold the values of a column ({error}): .jsonl can") from error
        self.waiting.clear()

    def finish(self) -> None:
        """Write the last rows; a file without any has columns all the same."""
        if self.waiting or self.writer is None:
            self.flush()

    def close(self) -> None:
        """End the file."""
        if self.writer is not None:
            self.writer.close()
