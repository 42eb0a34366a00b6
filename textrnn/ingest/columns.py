"""Which columns of a table are text and label, where nobody says."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.tables import read_rows

SAMPLE = 2000  # Rows from which a guess is made.
MOST_CLASSES = 200
TEXT_NAMES = ("text", "body", "content", "document", "review", "message", "comment", "sentence", "tweet", "headline")
LABEL_NAMES = ("label", "class", "category", "target", "topic", "sentiment", "intent", "stars", "rating", "author")


@dataclass(frozen=True)
class Column:
    """What the first rows of a column look like."""

    name: str
    values: int  # different ones
    filled: int  # rows that have one
    names_itself: bool  # its name is one of its values
    length: float  # characters of the mean value


class ColumnCount:
    """What is counted of a column, row by row."""

    def __init__(self) -> None:
        self.values: set[str] = set()
        self.filled = 0
        self.characters = 0

    def add(self, value: object) -> None:
        """Count the value of a row."""
        if value != "" and isinstance(value, str | int | float):
            self.values.add(str(value))
            self.filled += 1
            self.characters += len(str(value))

    def describe(self, name: str) -> Column:
        """The column of this name."""
        length = self.characters / max(self.filled, 1)
        return Column(name, len(self.values), self.filled, name in self.values, length)


def describe_columns(path: Path, encoding: str) -> list[Column]:
    """The columns of a table, from its first rows."""
    counts: defaultdict[str, ColumnCount] = defaultdict(ColumnCount)
    for row in islice(read_rows(path, encoding), SAMPLE):
        for name, value in row.values.items():
            counts[name].add(value)
    return [count.describe(name) for name, count in counts.items()]


def choose_columns(
    path: Path, columns: Sequence[Column], text: str | None, label: str | None, labelled: bool | None
) -> tuple[str, str | None]:
    """The columns of text and label, those that are not named guessed; no label for running text.

    Raises:
        InputError: one is not there, or it is not clear which it is.
    """
    refuse_wrong_names(path, [column.name for column in columns], text, label)
    text = text or guess_text([column for column in columns if column.name != label], path)
    label = label or (None if labelled is False else guess_label(columns, text))
    if labelled and label is None:
        names = ", ".join(column.name for column in columns)
        raise InputError(f"none of the columns {names} of {path} looks like labels: --label-column names it")
    if any(column.names_itself for column in columns if column.name == label):
        raise InputError(
            f"{path}: the first line names a column {label!r}, which is a label below: name the columns there"
        )
    return text, label


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
        raise InputError(f"{path} has no values in its first rows")
    for name in TEXT_NAMES:
        for column in columns:
            if column.name.casefold() == name and column.filled:
                return column.name
    return max(columns, key=lambda column: column.length * column.filled).name


def guess_label(columns: Sequence[Column], text: str) -> str | None:
    """The column named like a label, or else the one with the fewest values that are repeated; or none."""
    others = [column for column in columns if column.name != text]
    for name in LABEL_NAMES:
        for column in others:
            if column.name.casefold() == name and column.filled:
                return column.name
    likely = [column for column in others if 2 <= column.values <= min(MOST_CLASSES, column.filled / 3)]
    return min(likely, key=lambda column: column.values).name if likely else None
