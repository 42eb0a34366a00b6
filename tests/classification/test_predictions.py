from pathlib import Path

import numpy as np
import pytest

from textrnn.classification.predictions import Predictions
from textrnn.errors import InputError


def make_predictions(actual: str, predicted: str, probability: list[float]) -> Predictions:
    """Predictions of classes with one letter."""
    others = np.array(["z"] * len(actual))
    return Predictions(
        np.array(list(actual)), np.array(list(predicted)), np.array(probability), others, np.zeros(len(actual))
    )


def test_predictions_come_back_as_they_were_written(tmp_path: Path) -> None:
    labels = np.array(['a,"b"', "c\nd", "日本 "])
    written = Predictions(labels, labels[::-1], np.array([0.25, 0.5, 1.0]), labels[[1, 1, 0]], np.array([0.2, 0.3, 0]))
    written.write(tmp_path / "predictions.csv")
    read = Predictions.read(tmp_path / "predictions.csv")
    for name, column in vars(written).items():
        assert getattr(read, name).tolist() == column.tolist(), name
    assert read.is_right.tolist() == [False, True, False]


@pytest.mark.parametrize("content", ["", "document,actual\n0,a\n", "document,actual,predicted,probability\n0,a,b,x\n"])
def test_a_damaged_file_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "predictions.csv"
    path.write_text(content)
    with pytest.raises(InputError, match=r"predictions\.csv is damaged"):
        Predictions.read(path)
