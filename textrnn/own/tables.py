"""Rows of CSV, TSV, JSON Lines and Parquet files, one by one, with the line where each ends."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.own.compression import COMPRESSED
from textrnn.own.delimited import read_delimited
from textrnn.own.encodings import open_text
from textrnn.own.rows import CountedLines, Row, checked_header, suffix

BATCH = 256  # Rows of Parquet in memory at a time.


def is_table(path: Path) -> bool:
    """Whether the name is that of a table."""
    return suffix(path) in READERS


def read_rows(path: Path, encoding: str, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """All rows, with all columns or only these, which are checked before the first row.

    Raises:
        InputError: the file is no such table; the message names the line.
    """
    rows = READERS[suffix(path)](path, encoding, columns)
    if columns is None:
        return rows
    return (Row(row.place, pick(row, columns)) for row in rows)


def pick(row: Row, columns: Sequence[str]) -> dict[str, Any]:
    """The values of some columns.

    Raises:
        InputError: a row lacks one.
    """
    for column in columns:
        if column not in row.values:
            there = ", ".join(map(repr, row.values))
            raise InputError(f"{row.place} has no column {column!r}; there are: {there}")
    return {column: row.values[column] for column in columns}


def read_texts(path: Path, encoding: str, columns: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Where each row stands, and the texts of some of its columns.

    Raises:
        InputError: it is no table, or a value is no text.
    """
    if path.is_dir() or not is_table(path):
        raise InputError(f"{path} has no columns: a table's name ends in .csv, .tsv, .jsonl or .parquet")
    for row in read_rows(path, encoding, columns):
        yield row.place, [written(row.values[name], row.place, name) for name in columns]


def written(value: Any, place: str, column: str) -> str:
    """A value of a table as text; nothing is an empty text.

    Raises:
        InputError: it is neither text nor number.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):  # NaN is what pandas writes for nothing.
        return ""
    if isinstance(value, str):
        if "\0" in value:
            raise InputError(f"{place}: {column} holds a NUL character; remove it")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise InputError(f"{place}: {column} holds half a character ({error.reason}); write it anew") from error
        return value
    if isinstance(value, bool | int | float):
        return str(value)
    raise InputError(f"{place}: {column} is {type(value).__name__}, not text")


def read_json_lines(path: Path, encoding: str, _: Sequence[str] | None) -> Iterator[Row]:
    """Rows of a file with a JSON object on each line."""
    with open_text(path, encoding) as file:
        lines = CountedLines(file, path)
        for line in lines:
            if line.strip():
                place = f"{path}, line {lines.number}"
                yield Row(place, parse(line, place))
    if not lines.number:
        raise InputError(f"{path} is empty; it should have a JSON object on each line")


def read_lines(path: Path, encoding: str) -> Iterator[Row]:
    """The lines of a file, each a text."""
    with open_text(path, encoding) as file:
        lines = CountedLines(file, path)
        for line in lines:
            yield Row(f"{path}, line {lines.number}", {"text": line.rstrip("\r\n")})


def parse(line: str, place: str) -> dict[str, Any]:
    """A JSON object.

    Raises:
        InputError: it is none, or has a name twice.
    """

    def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a name is there twice")
        return found

    try:
        found = json.loads(line, object_pairs_hook=without_repetition)
    except (ValueError, RecursionError) as error:
        raise InputError(f'{place} is no JSON ({error}): each line should be like {{"text": "…", …}}') from error
    if not isinstance(found, dict):
        raise InputError(f'{place} is no JSON object: each line should be like {{"text": "…", …}}')
    return found


def read_parquet(path: Path, _: str, columns: Sequence[str] | None) -> Iterator[Row]:
    """Rows of a Parquet file."""
    import pyarrow
    from pyarrow import parquet

    if path.suffix.lower() in COMPRESSED:
        raise InputError(f"{path} cannot be read as a stream: unpack it; Parquet is compressed inside as it is")
    number = 0
    try:
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            checked_columns(file.schema_arrow, path, columns)
            for batch in file.iter_batches(batch_size=BATCH, columns=columns and list(columns)):
                for values in with_dates_as_text(batch).to_pylist():
                    number += 1
                    yield Row(f"{path}, row {number}", values)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        reason = str(error).partition("\n")[0]
        raise InputError(f"{path} is damaged behind row {number}, or no Parquet ({reason}); write it anew") from error
    if not number:
        raise InputError(f"{path} has no rows")


def checked_columns(schema: Any, path: Path, columns: Sequence[str] | None) -> None:
    """Refuse a Parquet file whose columns are not clear.

    Raises:
        InputError: two are the same, one is blank, or one that is asked for is not there.
    """
    checked_header(schema.names, str(path))
    for column in columns or ():
        if column not in schema.names:
            raise InputError(f"{path} has no column {column!r}; there are: {', '.join(map(repr, schema.names))}")


def with_dates_as_text(batch: Any) -> Any:
    """A batch of rows whose dates and times are text, as Python cannot hold all of them."""
    import pyarrow
    from pyarrow.types import is_duration, is_temporal

    fields = [
        one.with_type(pyarrow.int64() if is_duration(one.type) else pyarrow.string()) if is_temporal(one.type) else one
        for one in batch.schema
    ]
    return batch.cast(pyarrow.schema(fields))


Reader = Callable[[Path, str, Sequence[str] | None], Iterator[Row]]
READERS: dict[str, Reader] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".parquet": read_parquet,
}
