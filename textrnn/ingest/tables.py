"""Rows of CSV, TSV, JSON Lines and Parquet files, one by one, with the line where each ends."""

import codecs
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.ingest.cells import as_label, as_text
from textrnn.ingest.compression import open_bytes
from textrnn.ingest.delimited import read_delimited
from textrnn.ingest.encodings import open_text
from textrnn.ingest.fasttext_lines import begins_with_label, read_fasttext
from textrnn.ingest.json_lines import read_json_lines, read_json_list
from textrnn.ingest.left_out import Places
from textrnn.ingest.parquet import read_parquet
from textrnn.ingest.rows import STANDARD, CountedLines, Dialect, Row, suffix


@dataclass(frozen=True, slots=True)
class Document:
    """A text, its label without the spaces around it, and where both stand."""

    place: str
    text: str
    label: str = ""
    split: Any = None  # the cell that says for which part they are

    @property
    def is_blank(self) -> bool:
        """Whether it has no text."""
        return not self.text.strip()


def kind_of(path: Path) -> str:
    """The kind of what a file holds: its suffix, or that of text files in the form of fastText."""
    kind = suffix(path)
    if kind == ".json" and begins_with_object(path):
        return ".jsonl"
    return FASTTEXT if kind in {".txt", ""} and begins_with_label(path) else kind


def begins_with_object(path: Path) -> bool:
    """Whether a file of JSON begins with an object, as where each line has one."""
    if not path.is_file():
        return False
    with open_bytes(path) as stream:
        return stream.read(100).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")


def is_table(path: Path) -> bool:
    """Whether a file is a table."""
    return kind_of(path) in {*READERS, FASTTEXT}


def read_rows(
    path: Path, encoding: str, columns: Sequence[str] | None = None, dialect: Dialect = STANDARD
) -> Iterator[Row]:
    """All rows, with all columns or only these, which are checked before the first row.

    Raises:
        InputError: the file is no such table; the message names the line.
    """
    rows = read_kind(kind_of(path), path, encoding, columns, dialect)
    if columns is None:
        return rows
    return (Row(row.place, select(row, columns)) for row in rows)


def refuse_dialect(path: Path, dialect: Dialect) -> None:
    """Refuse to read a file of another kind without a header, or with quotes that are text.

    Raises:
        InputError: it is neither CSV nor TSV.
    """
    if dialect != STANDARD and (path.is_dir() or kind_of(path) not in DELIMITED):
        raise InputError(f"{path} is neither .csv nor .tsv: leave out --no-header and --quoting, which are about these")


def read_kind(
    kind: str, path: Path, encoding: str, columns: Sequence[str] | None = None, dialect: Dialect = STANDARD
) -> Iterator[Row]:
    """All rows of a file that holds a table of this kind, whatever its name."""
    if kind in DELIMITED:
        return read_delimited(path, encoding, columns, dialect)
    return (read_fasttext if kind == FASTTEXT else READERS[kind])(path, encoding, columns)


def select(row: Row, columns: Sequence[str]) -> dict[str, Any]:
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


def read_texts(
    path: Path,
    encoding: str,
    text: str,
    label: str | None = None,
    split: str | None = None,
    dialect: Dialect = STANDARD,
) -> Iterator[Document]:
    """The document of each row.

    Raises:
        InputError: it is no table, or a value is no text, or no label.
    """
    if path.is_dir() or not is_table(path):
        raise InputError(f"{path} has no columns: a table's name ends in .csv, .tsv, .jsonl or .parquet")
    wrong = Places()
    for row in read_rows(path, encoding, [name for name in (text, label, split) if name], dialect):
        try:
            its_text = as_text(row.values[text], row.place, text)
            its_label = as_label(row.values[label], row.place, label).strip() if label else ""
        except InputError as error:
            wrong.add(str(error))
        else:
            yield Document(row.place, its_text, its_label, split and row.values[split])
    wrong.refuse("put these rows right, or remove them")


def read_lines(path: Path, encoding: str) -> Iterator[Row]:
    """The lines of a file, each a text."""
    with open_text(path, encoding) as file:
        lines = CountedLines(file, path)
        for line in lines:
            yield Row(f"{path}, line {lines.number}", {"text": line.rstrip("\r\n")})


FASTTEXT = ".txt of fastText"
DELIMITED = {".csv", ".tsv", ".tab"}
Reader = Callable[[Path, str, Sequence[str] | None], Iterator[Row]]
READERS: dict[str, Reader] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json_list,
    ".tab": read_delimited,
    ".parquet": read_parquet,
}
