"""Predictions for the documents of a split, as `evaluate` writes them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from textrnn.errors import reading
from textrnn.files import read_rows, write_rows

TEST, VALID = "predictions.csv", "valid_predictions.csv"
COLUMNS = ("document", "actual", "predicted", "probability", "runner_up", "runner_up_probability")
Strings = NDArray[np.str_]
Shares = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Predictions:
    """Label and probability of each document (documents,): the actual label, the likeliest one, the next likely."""

    actual: Strings
    predicted: Strings
    probability: Shares
    runner_up: Strings
    runner_up_probability: Shares

    @classmethod
    def read(cls, path: Path) -> Self:
        """Those of a file.

        Raises:
            InputError: it is damaged.
        """
        rows = read_rows(path)
        with reading(path):
            if not rows or any(None in row.values() for row in rows):
                raise ValueError("it has no row, or one that is cut")
            columns = {name: [row[name] for row in rows] for name in COLUMNS}
            labels = {name: np.array(columns[name]) for name in ("actual", "predicted", "runner_up")}
            shares = {name: np.array(columns[name], float) for name in ("probability", "runner_up_probability")}
            return cls(**labels, **shares)

    def write(self, path: Path) -> None:
        """Write a row for each document."""
        columns = [getattr(self, name).tolist() for name in COLUMNS[1:]]
        write_rows(path, COLUMNS, zip(range(len(self.actual)), *columns, strict=True))

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """Whether the likeliest label is the actual one (documents,)."""
        right: NDArray[np.bool_] = self.actual == self.predicted
        return right
