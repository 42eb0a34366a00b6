"""Rows of CSV and TSV files."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.encodings import open_text
from textrnn.ingest.left_out import Places
from textrnn.ingest.rows import LONGEST_FIELD, STANDARD, CountedLines, Dialect, Row, checked_header, suffix

DELIMITERS = ",;\t|"
KNOWN, SHORT = 200, 40  # Values of a column that are remembered, characters of each at most.
PLAIN = "where quotes are text and hold nothing together, --quoting none reads them so"
SEPARATOR_LINE = re.compile(r"(?i)sep=([,;\t|])\s*$")


def read_delimited(path: Path, encoding: str, _: Sequence[str] | None, dialect: Dialect = STANDARD) -> Iterator[Row]:
    """Rows of a CSV or TSV file, whose first line names the columns, or, without a header, has as many values."""
    csv.field_size_limit(LONGEST_FIELD)
    with open_text(path, encoding) as file:
        lines = CountedLines(file, path)
        first = next((line for line in lines if line.strip("\r\n")), "")
        delimiter = delimiter_of(path, first)
        if SEPARATOR_LINE.match(first):
            first = next(lines, "")
        rows = split_lines(chain([first], lines), delimiter, dialect, first)
        header: list[str] = []
        swallowed = SwallowedRows(delimiter)
        began, wrong = lines.number, Places()
        try:
            for values in rows:
                place = f"{path}, line {lines.number}"
                if not header:
                    header = checked_header(with_names(values if dialect.header else [""] * len(values)), place)
                    if dialect.header:
                        began = lines.number + 1
                        continue
                if len(values) == len(header):
                    swallowed.refuse_in(values, f"{path}, lines {began} to {lines.number}")
                    yield Row(place, dict(zip(header, values, strict=True)))
                elif values:
                    wrong.add(f"{place} has {len(values)} values for {len(header)} columns")
                began = lines.number + 1
        except csv.Error as error:
            remedy = (
                f"a text with quotes, delimiters or line ends stands in quotes, and a quote in it is doubled; {PLAIN}"
            )
            where = f"line {began}" if began >= lines.number else f"lines {began} to {lines.number}"
            raise InputError(f"{path}, {where}: this is no row ({error}): {remedy}") from error
    if not header:
        raise InputError(f"{path} is empty; its first line should name the columns")
    wrong.refuse("a text with the delimiter in it needs quotes")


def split_lines(lines: Iterable[str], delimiter: str, dialect: Dialect, first: str) -> Iterator[list[str]]:
    """The values of each row; where the first line has spaces before its quotes, they are no text."""
    if not dialect.quoting:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    spaced = re.search(rf'{re.escape(delimiter)} +"', first) is not None
    return csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaced)


class SwallowedRows:
    """Finds cells that hold whole rows, as where a quote is never closed: lines with as many values, and known ones."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter
        self.known: list[set[str]] = []  # Some short values of each column.

    def refuse_in(self, values: list[str], place: str) -> None:
        """Refuse a row with such a cell, and remember the values of others.

        Raises:
            InputError: it has one.
        """
        self.known = self.known or [set() for _ in values]
        if any("\n" in value and self.holds_rows(value, len(values)) for value in values):
            raise InputError(
                f"{place}: a cell holds what looks like whole rows, as where a quote stands alone: double "
                f"that quote, or remove it; {PLAIN}"
            )
        for known, value in zip(self.known, values, strict=False):
            if value.strip() and len(known) < KNOWN and len(value) <= SHORT:
                known.add(value)

    def holds_rows(self, value: str, columns: int) -> bool:
        """Whether all lines within a cell look like rows; a tab hardly stands in a text, and is sign enough."""
        lines = [line.split(self.delimiter) for line in value.splitlines()[1:-1]]
        if columns < 2 or not lines or any(len(line) != columns for line in lines):
            return False
        return self.delimiter == "\t" or any(
            all(line[column] in known for line in lines) for column, known in enumerate(self.known)
        )


def with_names(header: list[str]) -> list[str]:
    """The names of the columns; those without one, as the index of pandas, are named by their number."""
    return [name if name.strip() else f"column {number}" for number, name in enumerate(header, start=1)]


def delimiter_of(path: Path, header: str) -> str:
    """A tab for TSV; for CSV what a line sep= names, as Excel writes it, or the header has most of outside quotes."""
    if named := SEPARATOR_LINE.match(header):
        return named[1]
    return "\t" if suffix(path) in {".tsv", ".tab"} else max(DELIMITERS, key=re.sub('"[^"]*"', "", header).count)
