"""Columns that say which rows are for training, validation and the test."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.ingest.columns import Column

TRAIN, VALID, TEST = "train", "valid", "test"
NAMES = {  # Of the parts, in the cells of a column.
    **dict.fromkeys(("train", "training"), TRAIN),
    **dict.fromkeys(("valid", "validation", "val", "dev"), VALID),
    **dict.fromkeys(("test", "testing"), TEST),
}
FLAGS = {  # Columns of yes and no: where yes belongs, and where no.
    "is_train": (TRAIN, TEST),
    "is_valid": (VALID, TRAIN),
    "is_validation": (VALID, TRAIN),
    "is_test": (TEST, TRAIN),
}
YES, NO = {"1", "1.0", "true", "yes"}, {"0", "0.0", "false", "no"}
SPLIT_NAMES = {"split", "fold", "set", "subset", "partition", *FLAGS}


def part_of(value: Any, column: str) -> str | None:
    """Whether a cell says train, valid or test; None where it says neither."""
    text = str(value).strip().casefold()
    if flags := FLAGS.get(column.casefold()):
        yes, no = flags
        return yes if text in YES else no if text in NO else None
    return NAMES.get(text)


def is_split(column: Column) -> bool:
    """Whether a column is about splits, by its name or by what its cells say; so it is neither text nor label."""
    return column.name.casefold() in SPLIT_NAMES or names_parts(column)


def names_parts(column: Column) -> bool:
    """Whether each cell says train, valid or test, and not all of them the same; some are for training."""
    parts = {part_of(value, column.name) for value in column.values}
    return not column.is_varied and None not in parts and TRAIN in parts and len(parts) > 1


def choose_split(path: Path, columns: Sequence[Column], named: str | None) -> str | None:
    """The column that says which rows are for training, validation and the test: a guess where none is named.

    Raises:
        InputError: it is not there, or several could be it.
    """
    names = [column.name for column in columns]
    if named is not None and named not in names:
        raise InputError(f"{path} has no column {named!r}; there are: {', '.join(map(repr, names))}")
    likely = [column.name for column in columns if names_parts(column)]
    if named or len(likely) < 2:
        return named or next(iter(likely), None)
    raise InputError(
        f"{path}: {' and '.join(map(repr, likely))} say train, valid or test: --split-column NAME takes one of them, "
        "--no-split-column draws the splits"
    )
