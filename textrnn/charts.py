"""Pictures for a report: SVG with the same bytes each time, readable in grey."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure

matplotlib.use("svg")
matplotlib.rcParams.update(
    {
        "svg.hashsalt": "textrnn",
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "0.9",
        "axes.axisbelow": True,
    }
)
DARK, LIGHT = "#1b4965", "#e07a1f"


def save(figure: Figure, path: Path) -> None:
    """Write a figure as SVG without a date or a version."""
    figure.savefig(path, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})


def draw_learning_curve(curve: list[dict[str, str]], path: Path) -> None:
    """Loss in training and on validation by epoch."""
    epochs, train, valid = (
        np.array([float(point[name]) for point in curve]) for name in ("epoch", "train_loss", "valid_loss")
    )
    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    axes.plot(epochs, train, color=LIGHT, linestyle="--", marker="o", markersize=3, label="training")
    axes.plot(epochs, valid, color=DARK, marker="o", markersize=3, label="validation")
    axes.set(xlabel="epoch", ylabel="cross-entropy (nats)", title="Learning curve")
    axes.legend(frameon=False)
    save(figure, path)


def draw_confusion_matrix(actual: Sequence[str], predicted: Sequence[str], labels: list[str], path: Path) -> None:
    """How many documents of each class (row) were taken for each class (column); shades are shares of the row."""
    counts = count_pairs(actual, predicted, labels)
    shares = counts / counts.sum(axis=1, keepdims=True).clip(min=1)
    side = 2.5 + 0.3 * len(labels) if len(labels) > 12 else 2 + 0.5 * len(labels)
    figure = Figure(figsize=(side, side))
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.argwhere(counts):
        color = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", color=color, fontsize=8)
    axes.set_xticks(range(len(labels)), labels, rotation=90)
    axes.set_yticks(range(len(labels)), labels)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set(xlabel="predicted", ylabel="actual", title="Confusion matrix (test documents)")
    save(figure, path)


def count_pairs(
    actual: Sequence[str], predicted: Sequence[str], labels: list[str]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Counts (actual, predicted) in the order of labels."""
    numbers = {label: number for number, label in enumerate(labels)}
    counts = np.zeros((len(labels), len(labels)), dtype=np.int64)
    for pair in zip(actual, predicted, strict=True):
        counts[numbers[pair[0]], numbers[pair[1]]] += 1
    return counts
