"""Rows of CSV, TSV, JSON Lines and Parquet files, one by one, with the line where each ends."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.ingest.delimited import read_delimited
from textrnn.ingest.encodings import open_text
from textrnn.ingest.parquet import read_parquet
from textrnn.ingest.rows import CountedLines, Row, suffix


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
            raise InputError(
                f"{row.place} has no column {column!r}; there are: {there}; name them alike in all files, "
                "a test set's as well"
            )
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
        InputError: it is none, or has a name twice, or a blank one.
    """

    def well_named(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a name is there twice")
        if not all(name.strip() for name in found):
            raise ValueError("a name is blank")
        return found

    try:
        found = json.loads(line, object_pairs_hook=well_named)
    except (ValueError, RecursionError) as error:
        raise InputError(f'{place} is no JSON ({error}): each line should be like {{"text": "…", …}}') from error
    if not isinstance(found, dict):
        raise InputError(f'{place} is no JSON object: each line should be like {{"text": "…", …}}')
    return found


Reader = Callable[[Path, str, Sequence[str] | None], Iterator[Row]]
READERS: dict[str, Reader] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".parquet": read_parquet,
}
