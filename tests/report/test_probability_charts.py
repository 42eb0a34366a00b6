from functools import partial
from pathlib import Path
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textrnn.report import probability_charts
from textrnn.report.probability_charts import draw_accuracy_by_length, draw_reliability, draw_risk_coverage

BINS: list[dict[str, Any]] = [
    {"confidence": 0.65, "accuracy": 0.5, "interval": [0.2, 0.8]},
    {"confidence": 0.95, "accuracy": 1.0, "interval": [0.9, 0.999999]},  # Rounded.
]
POINTS = [{"answered": share, "threshold": 1 - share, "accuracy": 1 - share / 10} for share in (0.5, 1.0)]
GROUPS: list[dict[str, Any]] = [{"shortest": 1, "longest": 9, "accuracy": 0.75, "interval": [0.5, 0.9]}]
ABSTENTION = {"answered": 0.75, "accuracy": 0.95}
PICTURES = {
    "reliability": partial(draw_reliability, BINS),
    "risk and coverage": partial(draw_risk_coverage, POINTS, ABSTENTION),
    "never abstains": partial(draw_risk_coverage, POINTS, None),
    "answers nothing": partial(draw_risk_coverage, POINTS, {"answered": 0.0, "accuracy": None}),
    "all right": partial(draw_risk_coverage, [{"answered": 1.0, "threshold": 0.9, "accuracy": 1.0}], None),
    "lengths": partial(draw_accuracy_by_length, GROUPS),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_the_same_bytes_each_time(name: str, tmp_path: Path) -> None:
    for file in ("a.svg", "b.svg"):
        PICTURES[name](tmp_path / file)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def drawn(name: str, patch: pytest.MonkeyPatch, path: Path) -> Axes:
    """What would be saved."""
    saved: list[Figure] = []
    patch.setattr(probability_charts, "save", lambda figure, _: saved.append(figure))
    PICTURES[name](path)
    return saved[0].axes[0]


def points(axes: Axes, label: str) -> list[tuple[float, float]]:
    return [tuple(xy) for line in axes.lines if line.get_label() == label for xy in line.get_xydata().tolist()]  # type: ignore[union-attr]


def test_points_and_intervals_are_those_of_the_bins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    axes = drawn("reliability", monkeypatch, tmp_path)
    assert points(axes, "as often as it says") == [(0, 0), (1, 1)]
    (bars,) = axes.containers
    data, _, (lines,) = bars
    assert data.get_xydata().tolist() == [[0.65, 0.5], [0.95, 1.0]]
    ends = [[y for _, y in segment.tolist()] for segment in lines.get_segments()]
    assert ends == [pytest.approx([0.2, 0.8]), pytest.approx([0.9, 1.0])]


def test_the_ring_is_where_it_would_abstain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert points(drawn("risk and coverage", monkeypatch, tmp_path), "it abstains beyond") == [(0.75, 0.95)]
    for name in ("never abstains", "answers nothing"):
        assert points(drawn(name, monkeypatch, tmp_path), "it abstains beyond") == []


def test_no_axis_promises_more_than_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("risk and coverage", "all right"):
        assert 1 < drawn(name, monkeypatch, tmp_path).get_ylim()[1] < 1.01


def test_groups_are_named_by_their_lengths(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    axes = drawn("lengths", monkeypatch, tmp_path)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1–9"]
