"""Which column of the input holds the texts."""

from collections.abc import Collection, Sequence
from pathlib import Path

import click

from textrnn.errors import InputError
from textrnn.ingest.column_choice import guess_text, refuse_sentence
from textrnn.ingest.columns import describe_columns
from textrnn.ingest.compression import STDIN
from textrnn.ingest.rows import Dialect

TEXT = "text"
SAMPLE = 2000  # Rows from which the column is guessed.


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


def guessed_column(path: Path, encoding: str, dialect: Dialect) -> str:
    """The column that looks like text; standard error says which."""
    column = guess_text(describe_columns(path, encoding, SAMPLE, dialect), path)
    refuse_sentence(path, column)
    click.echo(f"textrnn: the texts are taken from column {column!r}; --text-column names another one", err=True)
    return column


def text_column(columns: Sequence[str], named: str | None, path: Path) -> str:
    """The column of text: the one that was named, or the one that is sure.

    Raises:
        InputError: it is not there, or not clear which it is.
    """
    column = named or sure_column(columns) or TEXT
    if column not in columns:
        there = ", ".join(map(repr, columns))
        name = "standard input" if path == STDIN else path
        raise InputError(f"{name} has no column {column!r}; there are: {there}; name one with --text-column")
    return column
