import html
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from textrnn.report import charts, data_charts
from textrnn.report.charts import (
    draw_class_scores,
    draw_confusion_matrix,
    draw_learning_curve,
    draw_loss_by_position,
)
from textrnn.report.data_charts import draw_coverage, draw_lengths, draw_split_sizes, even_edges, widening_edges
from tools.pipeline import ROOT

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
    assert [word for word in words(tmp_path / "a.svg") if word in {"11", "22", "0", "44"}] == ["11", "22", "44"]
    places = re.findall(
        r'<text[^>]*? x="([\d.]+)" y="([\d.]+)"[^>]*>(?:11|22|44)</text>', (tmp_path / "a.svg").read_text()
    )
    (x11, y11), (x22, y22), (x44, y44) = ((float(x), float(y)) for x, y in places)
    assert x11 < x22 == pytest.approx(x44)
    assert y11 == pytest.approx(y22)
    assert y44 > y22


def test_pictures_do_not_depend_on_the_users_matplotlibrc(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 20\naxes.facecolor: red\nlines.linewidth: 9\n")
    drawing = f"draw_learning_curve(CURVE, 1.0, 'token', Path({str(tmp_path / 'a.svg')!r}))"
    code = f"from tests.report.test_charts import *; {drawing}"
    environment = os.environ | {"MATPLOTLIBRC": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    draw_learning_curve(CURVE, 1.0, "token", tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


# Between dollar signs matplotlib reads a formula, and this one is none.
SCORES = [("earn", 0.9, 1.0, 0.95, 10), ("$x_{$ & <y>", 0.5, 0.25, 1 / 3, 1200), ("", 0.0, 0.0, 0.0, 0)]
PARTS = {
    "train": Counter({"$x_{$": 5, "y\n": 2}),
    "valid": Counter({"y\n": 4}),
    "test": Counter({"z": 1} | {f"rare {number:02}": 1 for number in range(50)}),
}
PICTURES: dict[str, Callable[[Path], None]] = {
    "learning curve": partial(draw_learning_curve, CURVE, 1.0, "token"),
    "class scores": partial(draw_class_scores, SCORES),
    "equal classes": partial(
        draw_class_scores, [(name, 0.5, 0.5, 0.5, n) for name, n in (("a", 3), ("b", 9), ("c", 9))]
    ),
    "loss by position": partial(draw_loss_by_position, [3.5, 3.0, 2.5], 2.2),
    "lengths": partial(draw_lengths, np.array([0, 3, 900, 40, 41]), 0.95, 900, "documents"),
    "one length": partial(draw_lengths, np.array([7]), 0.95, 7, "texts"),
    "parts": partial(draw_split_sizes, PARTS, "documents", "Classes"),
    "coverage": partial(draw_coverage, {name: np.array([0.4, 0.6, 0.9]) for name in ("train", "valid", "test")}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_the_same_bytes_each_time(name: str, tmp_path: Path) -> None:
    for file in ("a.svg", "b.svg"):
        PICTURES[name](tmp_path / file)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert b"date" not in (tmp_path / "a.svg").read_bytes().lower()


def rc_params() -> dict[str, Any]:
    """How matplotlib draws; its backend without having it choose one, as reading it does."""
    params = {str(name): matplotlib.rcParams[name] for name in matplotlib.rcParams.keys() - {"backend"}}
    return params | {"backend": matplotlib.get_backend(auto_select=False)}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_neither_depends_on_rcparams_nor_changes_them(name: str, tmp_path: Path) -> None:
    PICTURES[name](tmp_path / "a.svg")
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        before = rc_params()
        PICTURES[name](tmp_path / "b.svg")
        assert rc_params() == before
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Axes]:
    """Draws a picture and gives what would be saved."""

    def draw(name: str) -> Axes:
        saved: list[Figure] = []
        for module in (charts, data_charts):
            monkeypatch.setattr(module, "save", lambda figure, path: saved.append(figure))
        PICTURES[name](tmp_path)
        return saved[0].axes[0]

    return draw


@given(st.lists(st.integers(0, 60), min_size=1, max_size=80))
def test_bars_of_lengths_hold_as_many_integers_each(lengths: list[int]) -> None:
    edges = even_edges(np.array(lengths))
    assert set(np.diff(edges)) == {edges[1] - edges[0]}
    assert all(float(edge - 0.5).is_integer() for edge in edges)
    assert np.histogram(lengths, edges)[0].sum() == len(lengths)


@given(st.lists(st.integers(0, 60) | st.integers(1, 10**7), min_size=1, max_size=80))
def test_bars_on_a_logarithmic_scale_hold_whole_integers_and_get_no_narrower(lengths: list[int]) -> None:
    edges = widening_edges(np.array(lengths))
    assert all(float(edge - 0.5).is_integer() for edge in edges)
    *widths, last = np.diff(edges).tolist()
    assert widths == sorted(widths)
    assert last >= (max(widths) / 2 if widths else 1)
    assert (edges[0], edges[-1]) == (max(min(lengths), 1) - 0.5, max(*lengths, 1) + 0.5)


RANDOM = np.random.default_rng(1)
LENGTHS = {
    "short": RANDOM.integers(1, 7, 300),
    "none": np.zeros(3, dtype=np.int64),
    "equal": np.full(50, 5000),
    "two": np.array([3, 4]),
    "to 60": RANDOM.integers(0, 60, 300),
    "a decade": RANDOM.integers(150, 3000, 500),
    "millions": RANDOM.integers(900_000, 12_000_000, 40),
    "plays": RANDOM.integers(29_000, 63_000, 32),
    "wide": RANDOM.lognormal(5, 2.5, 3000).astype(np.int64),
    "widest": np.array([1, 9_999_999]),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_numbers_below_an_axis_are_whole_and_do_not_overlap(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    saved: list[Figure] = []
    monkeypatch.setattr(data_charts, "save", lambda figure, _: saved.append(figure))
    draw_lengths(LENGTHS[name], 1.0, LENGTHS[name].max(), "texts", tmp_path)
    figure = saved[0]
    figure.draw_without_rendering()
    axes = figure.axes[0]
    low, high = axes.get_xlim()
    ticks = [*axes.xaxis.get_major_ticks(), *axes.xaxis.get_minor_ticks()]
    labels = [tick.label1 for tick in ticks if low <= tick.get_loc() <= high and tick.label1.get_text()]
    assert all(float(text.get_text().replace(",", "")) == text.get_position()[0] for text in labels)
    boxes = sorted((text.get_window_extent().x0, text.get_window_extent().x1) for text in labels)
    assert boxes
    assert all(end + 2 < start for (_, end), (start, _) in pairwise(boxes))


def test_classes_of_one_size_stand_in_the_order_of_their_names(drawn: Callable[[str], Axes]) -> None:
    assert [label.get_text() for label in drawn("equal classes").get_yticklabels()] == ["b (9)", "c (9)", "a (3)"][::-1]


def test_epochs_are_integers(drawn: Callable[[str], Axes]) -> None:
    ticks = drawn("learning curve").get_xticks()
    assert len(ticks) > 1
    assert all(float(tick).is_integer() for tick in ticks)


def lines(axes: Axes) -> dict[str, list[tuple[float, float]]]:
    """The points of each line by its label."""
    return {str(line.get_label()): list(map(tuple, line.get_xydata().tolist())) for line in axes.lines}  # type: ignore[union-attr]


def test_curves_show_their_values(drawn: Callable[[str], Axes]) -> None:
    assert lines(drawn("learning curve")) == {
        "training": [(1.0, 2.5), (2.0, 2.0)],
        "validation": [(1.0, 2.7), (2.0, 3.0)],
        "best": [(1.0, 2.7)],
    }
    assert lines(drawn("loss by position"))["from a zero state"] == [(1, 3.5), (2, 3.0), (3, 2.5)]
    assert lines(drawn("coverage"))["test 90.00%"] == [(1, 40.0), (2, 60.0), (3, 90.0)]


def test_bars_show_their_values(drawn: Callable[[str], Axes]) -> None:
    axes = drawn("class scores")  # From the bottom up, the largest class on top.
    assert [bar.get_width() for bar in axes.patches] == [0.0, 0.95, 1 / 3]  # type: ignore[attr-defined]
    assert lines(axes) == {
        "precision": [(0.0, 0), (0.9, 1), (0.5, 2)],
        "recall": [(0.0, 0), (1.0, 1), (0.25, 2)],
    }
    axes = drawn("lengths")
    assert sum(bar.get_height() for bar in axes.patches) == 5  # type: ignore[attr-defined]
    assert [line.get_xdata() for line in axes.lines] == [[900, 900]]
    axes = drawn("parts")
    widths = [bar.get_width() for bar in axes.patches]  # type: ignore[attr-defined]
    assert (widths[:3], sum(widths)) == ([2, 5, 0], 49)  # Of training, the largest first; of all.
    assert [label.get_text() for label in axes.get_yticklabels()[:2]] == ["y", r"\$x_{\$"]
    assert axes.get_title() == "Classes: the largest 40 of 53"


def test_a_confusion_matrix_is_shaded_by_row(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    saved: list[Figure] = []
    monkeypatch.setattr(charts, "save", lambda figure, path: saved.append(figure))
    draw_confusion_matrix(np.array([[3, 1], [0, 5]]), ["x", "y"], tmp_path)
    assert np.asarray(saved[0].axes[0].images[0].get_array()).tolist() == [[0.75, 0.25], [0.0, 1.0]]


def words(path: Path) -> list[str]:
    """The texts of a picture, in order."""
    return [html.unescape(word) for word in re.findall("<text[^>]*>(.*?)</text>", path.read_text(encoding="utf-8"))]


def test_classes_are_named_as_they_are_with_their_support(tmp_path: Path) -> None:
    draw_class_scores(SCORES, tmp_path / "a.svg")
    classes = [word for word in words(tmp_path / "a.svg") if word.endswith(")") and "(" in word]
    assert classes == [" (0)", "earn (10)", "$x_{$ & <y> (1,200)", "Scores by class (test documents)"]


def test_long_labels_are_cut(tmp_path: Path) -> None:
    draw_confusion_matrix(np.eye(2, dtype=np.int64), ["a\nb", "money " * 20], tmp_path / "a.svg")
    assert [word for word in words(tmp_path / "a.svg") if "money" in word] == [f"{'money ' * 6}mon…"] * 2
    assert words(tmp_path / "a.svg").count("a b") == 2
