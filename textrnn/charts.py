"""Pictures for a report: SVG with the same bytes each time, readable in grey."""

from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

matplotlib.rcdefaults()  # Whatever the user's own matplotlibrc says.
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
MANY_CLASSES = 12  # From here on a confusion matrix is drawn smaller.
DARK, LIGHT = "#1b4965", "#e07a1f"


def save(figure: Figure, path: Path) -> None:
    """Write a figure as SVG without a date or a version."""
    figure.savefig(path, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})


def draw_learning_curve(curve: list[dict[str, str]], kept: float, unit: str, path: Path) -> None:
    """Loss per unit in training and on validation by epoch; a ring where the weights were kept."""
    epochs, train, valid = (
        np.array([float(point[name]) for point in curve]) for name in ("epoch", "train_loss", "valid_loss")
    )
    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    axes.plot(
        epochs,
        train,
        color=LIGHT,
        linestyle="--",
        marker="o",
        markersize=3,
        label="training",
    )
    axes.plot(epochs, valid, color=DARK, marker="o", markersize=3, label="validation")
    best = np.isclose(epochs, kept)
    axes.plot(
        epochs[best], valid[best], color=DARK, linestyle="", marker="o", markersize=10, fillstyle="none", label="kept"
    )
    axes.set(xlabel="epoch", ylabel=f"loss (nats per {unit})", title="Learning curve")
    axes.legend(frameon=False)
    save(figure, path)


def draw_confusion_matrix(counts: NDArray[np.int64], labels: list[str], path: Path) -> None:
    """How many documents of each class (row) were taken for each class (column); shades are shares of the row."""
    shares = counts / counts.sum(axis=1, keepdims=True).clip(min=1)
    cell, font = (0.5, 9) if len(labels) <= MANY_CLASSES else (0.3, 7)
    figure = Figure(figsize=(2 + cell * len(labels), 2 + cell * len(labels)))
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.argwhere(counts):
        color = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", color=color, fontsize=font)
    axes.set_xticks(range(len(labels)), labels, rotation=90)
    axes.set_yticks(range(len(labels)), labels)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set(xlabel="predicted", ylabel="actual", title="Test documents by class; shade: share of the row")
    save(figure, path)
