"""Columns that say which rows are for training, validation and the test."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.ingest.columns import Column
from textrnn.report.terminal import one_line

TRAIN, VALID, TEST = "train", "valid", "test"
NAMES = {  # Of the parts, in the cells of a column.
    **dict.fromkeys(("train", "training", "tr"), TRAIN),
    **dict.fromkeys(("valid", "validation", "val", "va", "dev", "eval", "evaluation"), VALID),
    **dict.fromkeys(("test", "testing", "te", "holdout", "held-out"), TEST),
}
FLAGS = {  # Columns of yes and no: where yes belongs, and where no.
    "is_train": (TRAIN, TEST),
    "is_valid": (VALID, TRAIN),
    "is_validation": (VALID, TRAIN),
    "is_test": (TEST, TRAIN),
}
YES, NO = {"1", "1.0", "true", "yes"}, {"0", "0.0", "false", "no"}
SPLIT_NAMES = {"split", "fold", "set", "subset", "partition", "usage", "kfold", *FLAGS}


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
    """Whether cells say train, valid or test, and not all of them the same: all, or most where its name says so."""
    parts = {value: part_of(value, column.name) for value in column.values}
    named = {part for part in parts.values() if part}
    others = sum(column.values[value] for value, part in parts.items() if part is None)
    most = column.filled / 2 if column.name.casefold() in SPLIT_NAMES else 0
    return not column.is_varied and TRAIN in named and len(named) > 1 and others <= most


def choose_split(path: Path, columns: Sequence[Column], named: str | None) -> str | None:
    """The column that says which rows are for training, validation and the test: a guess where none is named.

    Raises:
        InputError: it is not there, or several could be it, or one that is named so says something else.
    """
    names = [column.name for column in columns]
    if named is not None and named not in names:
        raise InputError(f"{path} has no column {named!r}; there are: {', '.join(map(repr, names))}")
    likely = [column.name for column in columns if names_parts(column)]
    if named or len(likely) == 1:
        return named or likely[0]
    if likely:
        raise InputError(
            f"{path}: {' and '.join(map(repr, likely))} say train, valid or test: --split-column NAME takes one of "
            "them, --no-split-column draws the splits"
        )
    for column in columns:
        if column.name.casefold() in SPLIT_NAMES and column.filled:
            values = ", ".join(repr(one_line(value, 20)) for value in list(column.values)[:3])
            raise InputError(
                f"{path}: the column {column.name!r} is named like one of splits, and has {values} …, where train, "
                "valid or test would be: --no-split-column draws the splits"
            )
    return None
