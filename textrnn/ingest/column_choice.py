"""Which columns of a table are text, label and split, where nobody says."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.column_names import LABEL_NAMES, SURE_NAMES, TEXT_NAMES
from textrnn.ingest.columns import Column
from textrnn.ingest.split_column import is_split
from textrnn.report.terminal import one_line

SENTENCE = 5  # Words.
RUNNING = "--task generation, which takes the texts as running text"
CHOICE = f"--label-column NAME takes one of them as labels; or use {RUNNING}"


def is_label_name(name: str) -> bool:
    """Whether a column of this name holds labels, whatever else it may look like."""
    return name.casefold() in LABEL_NAMES


def choose_columns(
    path: Path, columns: Sequence[Column], text: str | None, label: str | None, labelled: bool | None
) -> tuple[str, str | None]:
    """The columns of text and label, those that are not named guessed; no label for running text.

    Raises:
        InputError: one is not there, or it is not clear which it is, or what the text is for.
    """
    refuse_wrong_names(path, [column.name for column in columns], text, label)
    splits = {column.name for column in columns if is_split(column) and not is_label_name(column.name)}
    if text is None:
        text = guess_text([column for column in columns if column.name not in {label, *splits}], path)
        refuse_sentence(path, text)
    if label is None and labelled is not False:
        others = [column for column in columns if column.name not in {text, *splits}]
        label = guess_label(path, others, labelled)
        refuse_missing_header(path, columns, label)
    return text, label


def refuse_sentence(path: Path, name: str) -> None:
    """Refuse a name of a column that reads like a text.

    Raises:
        InputError: it does.
    """
    if len(name.split()) >= SENTENCE:
        raise InputError(
            f"{path}: the first line names a column {one_line(name, 60)!r}, which reads like a text: --no-header if it "
            f"is a row like the others, --text-column {shlex.quote(name)} if it is the name"
        )


def refuse_missing_header(path: Path, columns: Sequence[Column], label: str | None) -> None:
    """Refuse a table whose first line is a row like the others.

    Raises:
        InputError: the name of the column of labels is one of them.
    """
    if label is None or is_label_name(label):
        return
    if any(label in column.values for column in columns if column.name == label):
        raise InputError(
            f"{path}: the first line names a column {label!r}, which is a label below: name the columns there, "
            "or say --no-header"
        )


def refuse_wrong_names(path: Path, names: Sequence[str], text: str | None, label: str | None) -> None:
    """Refuse names of columns that the table does not have.

    Raises:
        InputError: one is not there, both are the same, or the table is empty.
    """
    if not names:
        raise InputError(f"{path} has no rows")
    for name in (text, label):
        if name is not None and name not in names:
            raise InputError(f"{path} has no column {name!r}; there are: {', '.join(map(repr, names))}")
    if text is not None and text == label:
        raise InputError(f"the column {text!r} cannot be both the text and its label")


def guess_text(columns: Sequence[Column], path: Path) -> str:
    """The column named like text, or else the one with the most characters.

    Raises:
        InputError: there is no column with anything in it.
    """
    if not any(column.filled for column in columns):
        raise InputError(f"{path} has no values")
    for name in TEXT_NAMES:
        for column in columns:
            if column.name.casefold() == name and column.filled:
                return column.name
    return max(columns, key=lambda column: column.characters).name


def guess_label(path: Path, columns: Sequence[Column], labelled: bool | None) -> str | None:
    """The column of labels: one named so, or the only one that looks like it; None where there is none.

    Raises:
        InputError: there are several, or a text has several labels.
    """
    named = [column for column in columns if is_label_name(column.name) and column.filled]
    named.sort(key=lambda column: LABEL_NAMES.index(column.name.casefold()))
    if named:
        refuse_several_labels(path, named[0])
        if len(named) > 1 and named[0].name.casefold() not in SURE_NAMES:
            raise InputError(f"{path}: {listed(named)} are named like labels: {CHOICE}")
        return named[0].name
    likely = [column for column in columns if column.looks_like_labels]
    if len(likely) == 1 and not likely[0].separator:
        return likely[0].name
    if len(likely) > 1 and all(column.is_binary for column in likely):
        raise InputError(f"{path}: {listed(likely)} hold 0 and 1 alone, as where a text has several labels: {CHOICE}")
    for column in likely or columns:
        refuse_several_labels(path, column)
    if likely or labelled:
        which = f"{listed(likely)} look" if likely else f"none of the columns {listed(columns)} looks"
        raise InputError(f"{path}: {which} like labels: {CHOICE}")
    return None


def listed(columns: Sequence[Column]) -> str:
    """The names of some columns."""
    return ", ".join(repr(column.name) for column in columns)


def refuse_several_labels(path: Path, column: Column) -> None:
    """Refuse a column of several labels for a text.

    Raises:
        InputError: half of its rows have several, or more.
    """
    if column.several and column.several >= column.filled / 2:
        raise InputError(
            f"{path}: {column.name!r} has several labels for a text, in {column.several:,} of {column.filled:,} rows: "
            f"textrnn learns one for each: write a column with the one that counts, or use {RUNNING}"
        )
    if sign := column.separator:
        example = next(value for value in column.values if sign in value)
        raise InputError(
            f"{path}: {column.name!r} has several labels in most cells, such as {example!r}: textrnn learns one for "
            f"each text: write a column with the one that counts, or take each combination as a class, with "
            f"--label-column {column.name!r}"
        )
