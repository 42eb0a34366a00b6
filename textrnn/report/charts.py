"""The style of pictures, and those of scores and of training: SVG, the same bytes each time, readable in grey."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from textrnn.report.terminal import one_line

STYLE: dict[Any, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "textrnn",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "0.9",
    "axes.axisbelow": True,
}
MANY_CLASSES = 12  # With more of them a confusion matrix is drawn smaller.
LONGEST_LABEL = 40  # Characters.
DARK, LIGHT = "#1b4965", "#e07a1f"


@contextmanager
def style() -> Iterator[None]:
    """Make figures by matplotlib's defaults and STYLE, whatever rcParams are, which stay as they are; a decorator."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


def save(figure: Figure, path: Path) -> None:
    """Write a figure as SVG without a date or a version.

    Texts stay texts, which the viewer draws: no font here has the letters of all scripts.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        figure.savefig(path, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})


def plain(text: str) -> str:
    """A label on one line, a long one cut; its dollar signs are escaped, as they would begin a formula."""
    return one_line(text, LONGEST_LABEL).replace("$", r"\$")


@style()
def draw_learning_curve(curve: list[dict[str, str]], best: float, unit: str, path: Path) -> None:
    """Loss per unit in training and on validation by epoch; a ring at the best epoch."""
    epochs, train, valid = (
        np.array([float(point[name]) for point in curve]) for name in ("epoch", "train_loss", "valid_loss")
    )
    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    axes.plot(epochs, train, color=LIGHT, linestyle="--", marker="o", markersize=3, label="training")
    axes.plot(epochs, valid, color=DARK, marker="o", markersize=3, label="validation")
    is_best = np.isclose(epochs, best)
    ring = (epochs[is_best], valid[is_best])
    axes.plot(*ring, color=DARK, linestyle="", marker="o", markersize=10, fillstyle="none", label="best")
    axes.set(xlabel="epoch", ylabel=f"loss per {unit}", title="Learning curve")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(frameon=False)
    save(figure, path)


@style()
def draw_confusion_matrix(counts: NDArray[np.int64], labels: list[str], path: Path) -> None:
    """Counts of documents by actual class (row) and predicted class (column); shades are shares of the row."""
    shares = counts / counts.sum(axis=1, keepdims=True).clip(min=1)
    cell, font = (0.5, 9) if len(labels) <= MANY_CLASSES else (0.3, 7)
    figure = Figure(figsize=(2 + cell * len(labels), 2 + cell * len(labels)))
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.argwhere(counts):
        color = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", color=color, fontsize=font)
    upright = all(len(label) <= 2 for label in labels)
    axes.set_xticks(range(len(labels)), map(plain, labels), rotation=0 if upright else 90)
    axes.set_yticks(range(len(labels)), map(plain, labels))
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set(xlabel="predicted", ylabel="actual", title="Test documents by class; shade: share of the row")
    save(figure, path)


@style()
def draw_class_scores(scores: list[tuple[str, float, float, float, int]], path: Path) -> None:
    """Precision, recall and F1 of each class (label, precision, recall, F1, documents), the largest on top."""
    scores = sorted(scores, key=lambda row: (-row[-1], row[0]))[::-1]
    labels, precision, recall, f1, support = zip(*scores, strict=True)
    figure = Figure(figsize=(6.4, 1.4 + 0.26 * len(scores)), layout="constrained")
    axes = figure.subplots()
    rows = range(len(scores))
    axes.barh(rows, f1, color="0.85", label="F1")
    axes.plot(precision, rows, color=LIGHT, linestyle="", marker=">", label="precision")
    axes.plot(recall, rows, color=DARK, linestyle="", marker="<", label="recall")
    axes.set_yticks(rows, [f"{plain(label)} ({count:,})" for label, count in zip(labels, support, strict=True)])
    axes.set(
        xlabel="score", xlim=(-0.02, 1.02), ylim=(-0.7, len(scores) - 0.3), title="Scores by class (test documents)"
    )
    figure.legend(frameon=False, ncols=3, loc="outside lower center")
    save(figure, path)


@style()
def draw_loss_by_position(losses: list[float], carried: float, path: Path) -> None:
    """Loss at each position of a window that starts from a zero state, beside the loss where the state is carried."""
    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    positions = range(1, len(losses) + 1)
    axes.plot(positions, losses, color=DARK, marker="o", markersize=3, label="from a zero state")
    axes.axhline(carried, color=LIGHT, linestyle="--", label="state carried from the start of the text")
    axes.set(xlabel="tokens read so far", ylabel="loss (nats per token)", title="Loss by position in the window (test)")
    axes.legend(frameon=False)
    save(figure, path)
