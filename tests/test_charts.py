from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from numpy.typing import NDArray

from textrnn.charts import draw_confusion_matrix, draw_learning_curve

CURVE = [
    {"epoch": "1.0", "train_loss": "2.5", "valid_loss": "2.7"},
    {"epoch": "2.0", "train_loss": "2", "valid_loss": "3"},
]


def some_counts(classes: int) -> tuple[NDArray[np.int64], list[str]]:
    return np.random.default_rng(1).poisson(0.2, (classes, classes)), [f"class {number}" for number in range(classes)]


@pytest.mark.parametrize("classes", [2, 8, 52])
def test_a_confusion_matrix_has_the_same_bytes_each_time(tmp_path: Path, classes: int) -> None:
    for name in ("a.svg", "b.svg"):
        draw_confusion_matrix(*some_counts(classes), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert ET.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")  # noqa: S314  our own file


def test_a_learning_curve_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        draw_learning_curve(CURVE, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert b"date" not in (tmp_path / "a.svg").read_bytes().lower()
