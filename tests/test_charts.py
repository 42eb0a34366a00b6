import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.imports import ROOT
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


def test_counts_stand_in_their_cells(tmp_path: Path) -> None:
    draw_confusion_matrix(np.array([[11, 22], [0, 44]]), ["x", "y"], tmp_path / "a.svg")
    comments = re.findall("<!-- (.*?) -->", (tmp_path / "a.svg").read_text())
    assert [comment for comment in comments if comment in {"11", "22", "0", "44"}] == ["11", "22", "44"]
    places = re.findall(
        r"<!-- (11|22|44) -->\s*<g[^>]*translate\(([\d.]+) ([\d.]+)\)", (tmp_path / "a.svg").read_text()
    )
    (x11, y11), (x22, y22), (x44, y44) = ((float(x), float(y)) for _, x, y in places)
    assert x11 < x22 == pytest.approx(x44)
    assert y11 == pytest.approx(y22)
    assert y44 > y22


def test_pictures_do_not_depend_on_the_users_matplotlibrc(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 20\naxes.facecolor: red\nlines.linewidth: 9\n")
    code = (
        f"from tests.test_charts import *; draw_learning_curve(CURVE, 1.0, 'token', Path({str(tmp_path / 'a.svg')!r}))"
    )
    environment = os.environ | {"MATPLOTLIBRC": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    draw_learning_curve(CURVE, 1.0, "token", tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_a_learning_curve_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        draw_learning_curve(CURVE, 1.0, "token", tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert b"date" not in (tmp_path / "a.svg").read_bytes().lower()
