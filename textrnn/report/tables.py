"""Tables of a page: their cells as text, and no more rows than one can read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PERCENT = "\u00a0%"  # Which stays on the line of its number.
MOST_ROWS = 60  # Of classes, documents, points of a curve.


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows; the other columns are numbers, but for those named as text."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0  # rows that are left out
    text_columns: tuple[int, ...] = ()


def make_table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    most: int = MOST_ROWS,
    text_columns: tuple[int, ...] = (),
) -> Table:
    """A table of the first rows, which says how many more there are."""
    cells = tuple(tuple(row) for row in rows)
    return Table(caption, tuple(header), cells[:most], max(len(cells) - most, 0), text_columns)


def percent(share: float) -> str:
    """A share in %, in a column that says so, with the two digits that a thousand documents are worth."""
    return f"{100 * share:.2f}"


def in_percent(share: float, digits: int = 2) -> str:
    """The same in a sentence."""
    return f"{100 * share:.{digits}f}{PERCENT}"
