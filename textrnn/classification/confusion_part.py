"""What was taken for what, as the report shows it: the confusion matrix, of many classes those with the most errors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_CLASSES = 20  # That one can see at a time.


@dataclass(frozen=True)
class Cell:
    """How many documents of a class were taken for one."""

    count: int
    share: float  # of the row
    is_right: bool
    actual: int | None  # the numbers of its labels; None for several classes together
    predicted: int | None

    @property
    def is_link(self) -> bool:
        """Whether it leads to the documents of one confusion."""
        return self.count > 0 and not self.is_right and self.actual is not None and self.predicted is not None


@dataclass(frozen=True)
class ConfusionPart:
    """The confusion matrix of the page."""

    labels: tuple[str, ...]  # of rows and columns
    rows: tuple[tuple[Cell, ...], ...]
    names: tuple[str, ...]  # of all classes, by their numbers
    others: str | None  # the label of the last row and column, which hold all other classes together


def confusion_part(counts: NDArray[np.int64], labels: Sequence[str]) -> ConfusionPart:
    """The matrix of counts by actual class (row) and predicted class (column)."""
    shown = most_confused(counts)
    others = None if len(shown) == len(labels) else f"{len(labels) - len(shown)} others"
    table = counts if others is None else with_others(counts, shown)
    numbers = [*shown, *([None] if others else [])]
    totals = table.sum(axis=1).clip(min=1)
    rows = tuple(
        tuple(
            Cell(int(count), float(count / totals[row]), row == column, numbers[row], numbers[column])
            for column, count in enumerate(table[row])
        )
        for row in range(len(table))
    )
    shown_labels = (*(labels[number] for number in shown), *([others] if others else []))
    return ConfusionPart(shown_labels, rows, tuple(labels), others)


def most_confused(counts: NDArray[np.int64]) -> list[int]:
    """The numbers of the classes that are shown, in their order: all, or those with the most errors."""
    right = counts.diagonal()
    errors = counts.sum(axis=0) + counts.sum(axis=1) - 2 * right
    return sorted(np.argsort(-errors, kind="stable")[:MOST_CLASSES].tolist())


def with_others(counts: NDArray[np.int64], shown: list[int]) -> NDArray[np.int64]:
    """The counts of some classes, with one row and one column more that hold all others."""
    group = np.full(len(counts), len(shown))
    group[shown] = range(len(shown))
    table = np.zeros((len(shown) + 1, len(shown) + 1), dtype=np.int64)
    np.add.at(table, (group[:, None], group[None, :]), counts)
    return table
