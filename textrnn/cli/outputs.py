"""Rows written to a file or to standard output: CSV, TSV, JSON Lines or Parquet."""

import csv
import io
import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Set
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from textrnn.cli.parquet_rows import ParquetRows
from textrnn.errors import InputError
from textrnn.files import PlainLineEnds, replacing

STDOUT = Path("-")
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # What a formula begins with.
NUMBER = re.compile(r"[+-]?[0-9.,]+(?:[eE][+-]?[0-9]+)?")
Values = dict[str, Any]
Write = Callable[[Values], None]
OpenWriter = Callable[[list[str]], AbstractContextManager[Write]]  # of columns


def writer_of(path: Path, safe_csv: bool = False, as_json: bool = False) -> OpenWriter:
    """Opens a file for rows with some columns, which takes its place once all are written; or standard output.

    `safe_csv` keeps spreadsheets from taking cells of CSV and TSV for formulas; `as_json` is for standard output.

    Raises:
        InputError: its name has no ending that is known.
    """
    kinds: dict[str, OpenWriter] = {
        ".csv": partial(open_delimited, path, ",", safe_csv),
        ".tsv": partial(open_delimited, path, "\t", safe_csv),
        ".jsonl": partial(open_json_lines, path),
        ".parquet": partial(open_parquet, path),
    }
    kind = path.suffix.lower() if path != STDOUT else ".jsonl" if as_json else ".csv"
    if kind not in kinds:
        raise InputError(f"{path} should be a file that ends in {', '.join(kinds)}, or - for standard output")
    return kinds[kind]


@contextmanager
def text_file(path: Path) -> Iterator[TextIO]:
    """A file of UTF-8 that takes its place at the end, or standard output; line ends stay as they are."""
    if path != STDOUT:
        with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    output = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        yield output
        output.flush()
    finally:
        output.detach()  # Or it would close standard output.


def refuse_extra_columns(row: Values, columns: Set[str], path: Path) -> None:
    """Refuse what a table has no column for.

    Raises:
        InputError: a row has more than the columns.
    """
    if row.keys() - columns:
        unknown = [name for name in row if name not in columns]
        remedy = f"write .jsonl instead of {path}" if path != STDOUT else "--json writes JSON Lines instead of CSV"
        raise InputError(f"a row has {unknown[0]!r}, which the first has not: {remedy}")


@contextmanager
def refusing_surrogates(path: Path) -> Iterator[None]:
    """Refuse to write a lone surrogate, which UTF-8 cannot encode.

    Raises:
        InputError: there is one.
    """
    try:
        yield
    except UnicodeEncodeError as error:
        place = "standard output" if path == STDOUT else path
        raise InputError(f"a row contains a lone surrogate, which {place} cannot have: write that row again") from error


@contextmanager
def open_delimited(path: Path, delimiter: str, safe_csv: bool, columns: list[str]) -> Iterator[Write]:
    """Write CSV or TSV."""
    cell = without_formula if safe_csv else lambda value: value
    known = frozenset(columns)
    with refusing_surrogates(path), text_file(path) as file:
        writer = csv.writer(PlainLineEnds(file), delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(map(cell, columns))

        def write(row: Values) -> None:
            refuse_extra_columns(row, known, path)
            writer.writerow([cell(row.get(name, "")) for name in columns])

        yield write


def without_formula(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula: where it would, a ' stands before it."""
    is_formula = isinstance(value, str) and value.startswith(FORMULA) and not NUMBER.fullmatch(value)
    return f"'{value}" if is_formula else value


@contextmanager
def open_json_lines(path: Path, _: list[str]) -> Iterator[Write]:
    """Write JSON Lines."""
    with refusing_surrogates(path), text_file(path) as file:
        yield lambda row: print(json.dumps(without_nan(row), ensure_ascii=False, default=str), file=file)


def without_nan(value: Any) -> Any:
    """The value with null for NaN and infinity, which JSON does not have."""
    match value:
        case dict():
            return {name: without_nan(item) for name, item in value.items()}
        case list():
            return [without_nan(item) for item in value]
        case float() if not math.isfinite(value):
            return None
        case _:
            return value


@contextmanager
def open_parquet(path: Path, columns: list[str]) -> Iterator[Write]:
    """Write Parquet."""
    known = frozenset(columns)
    with refusing_surrogates(path), replacing(path) as beside, closing(ParquetRows(path, beside, columns)) as rows:

        def write(row: Values) -> None:
            refuse_extra_columns(row, known, path)
            rows.write(row)

        yield write
        rows.finish()
