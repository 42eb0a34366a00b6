"""Pictures of whether a classifier's probabilities can be believed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from textrnn.report.charts import DARK, LIGHT, save, style

Row = dict[str, Any]
RIGHT = "share that is right"


@style()
def draw_reliability(bins: list[Row], path: Path) -> None:
    """How often the classifier is right by how sure it is, with 95 % intervals; a line where both are the same."""
    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.6", linestyle=":", label="as often as it says")
    draw_shares(axes, [row["confidence"] for row in bins], bins)
    axes.set(xlabel="probability of the predicted class", ylabel=RIGHT, title="Reliability (test)")
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02))
    in_percent(axes.xaxis)
    in_percent(axes.yaxis)
    axes.legend(frameon=False, loc="lower right")
    save(figure, path)


@style()
def draw_risk_coverage(points: list[Row], abstention: Row | None, path: Path) -> None:
    """Accuracy of the documents that are answered, by their share, the surest first; a ring where it would abstain."""
    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    answered, accuracy = ([row[name] for row in points] for name in ("answered", "accuracy"))
    axes.plot(answered, accuracy, color=DARK, label="the surest documents")
    if abstention and abstention["accuracy"] is not None:
        ring = [abstention["answered"]], [abstention["accuracy"]]
        label = "it abstains beyond"
        axes.plot(*ring, color=LIGHT, linestyle="", marker="o", markersize=10, fillstyle="none", label=label)
    axes.set(xlabel="share of the documents that it answers", ylabel=RIGHT, title="Accuracy by coverage (test)")
    margin = max(0.05 * (1 - min(accuracy)), 0.002)
    axes.set(xlim=(0, 1.02), ylim=(min(accuracy) - margin, 1 + margin))
    in_percent(axes.xaxis)
    in_percent(axes.yaxis)
    axes.legend(frameon=False, loc="lower left")
    save(figure, path)


@style()
def draw_accuracy_by_length(groups: list[Row], path: Path) -> None:
    """How often the classifier is right by the length of a document, with 95 % intervals."""
    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    draw_shares(axes, range(len(groups)), groups)
    names = [f"{row['shortest']}–{row['longest']}" for row in groups]
    axes.set_xticks(range(len(groups)), names, rotation=30, ha="right", rotation_mode="anchor")
    axes.set(xlabel="tokens of the document", ylabel=RIGHT, title="Accuracy by length (test)")
    in_percent(axes.yaxis)
    save(figure, path)


def draw_shares(axes: Axes, places: Sequence[float], rows: list[Row]) -> None:
    """A point for the accuracy of each row, with its interval."""
    accuracy = [row["accuracy"] for row in rows]
    below = [max(row["accuracy"] - row["interval"][0], 0) for row in rows]  # Rounded, they may change places.
    above = [max(row["interval"][1] - row["accuracy"], 0) for row in rows]
    axes.errorbar(places, accuracy, [below, above], color=DARK, linestyle="", marker="o", markersize=4, capsize=2)


def in_percent(axis: Axis) -> None:
    """Numbers of an axis in %."""
    axis.set_major_formatter(PercentFormatter(1.0, decimals=None))
