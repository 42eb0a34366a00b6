"""Pictures of the data."""

import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from textrnn.report.charts import DARK, LIGHT, plain, save, style

MAX_BARS = 40  # Of classes or documents no more are drawn.


@style()
def draw_lengths(lengths: NDArray[np.integer[Any]], quantile: float, length: int, path: Path) -> None:
    """Counts of documents by tokens; a line at the length that this share of them does not exceed."""
    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    values = lengths.clip(min=1)
    decades = math.log10(values.max() / values.min())
    edges = 10 ** np.histogram_bin_edges(np.log10(values), bins="auto") if decades > 1 else integer_edges(values)
    edges[[0, -1]] = min(edges[0], values.min()), max(edges[-1], values.max())  # Rounding must not lose a document.
    axes.hist(values, bins=edges.tolist(), color=DARK, edgecolor="white", linewidth=0.5)
    axes.axvline(length, color=LIGHT, linestyle="--")
    set_log_scale(axes, decades)
    title = f"Length of documents (training): {quantile:.0%} have at most {length:,} tokens"
    axes.set(xlabel="tokens", ylabel="documents", title=title)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    save(figure, path)


def integer_edges(values: NDArray[np.integer[Any]]) -> NDArray[np.floating[Any]]:
    """Edges halfway between integers, each bin of as many integers."""
    edges = np.histogram_bin_edges(values, bins="auto")
    width = max(1, round(edges[1] - edges[0]))
    return np.arange(values.min(), values.max() + width + 1, width) - 0.5


def set_log_scale(axes: Axes, decades: float) -> None:
    """A logarithmic scale with plain numbers; a linear one where values differ little."""
    if decades > 1:
        axes.set_xscale("log")
    else:
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))  # Room for long numbers.
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


@style()
def draw_coverage(coverage: dict[str, NDArray[np.floating[Any]]], path: Path) -> None:
    """The share of each split's tokens that a vocabulary of the n most frequent training tokens covers, by n."""
    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    styles = zip(("-", "--", ":"), ("0.6", DARK, LIGHT), strict=True)
    for (name, shares), (line, color) in zip(coverage.items(), styles, strict=True):
        axes.plot(
            range(1, len(shares) + 1), 100 * shares, linestyle=line, color=color, label=f"{name} {shares[-1]:.2%}"
        )
    set_log_scale(axes, decades=math.log10(len(shares)))
    axes.set(xlabel="vocabulary: the most frequent tokens of training", ylabel="% of all tokens", ylim=(0, 102))
    axes.set_title("Coverage by the vocabulary")
    axes.legend(frameon=False)
    save(figure, path)


@style()
def draw_split_sizes(counts: dict[str, Counter[str]], unit: str, title: str, path: Path) -> None:
    """The size of each class or document in each split, the largest on top; of many only the largest are drawn."""
    sizes = sum(counts.values(), Counter[str]())
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    largest = names[:MAX_BARS]
    figure = Figure(figsize=(6.4, 1.4 + 0.26 * len(largest)), layout="constrained")
    axes = figure.subplots()
    left = np.zeros(len(largest))
    for (split, split_sizes), color in zip(counts.items(), (DARK, LIGHT, "0.7"), strict=True):
        widths = np.array([split_sizes[name] for name in largest], dtype=float)
        axes.barh(range(len(largest)), widths, left=left, color=color, label=split)
        left += widths
    axes.set_yticks(range(len(largest)), [plain(name) for name in largest])
    axes.set(xlabel=unit, ylim=(len(largest) - 0.3, -0.7))
    axes.set_title(title if len(largest) == len(names) else f"{title}: the largest {len(largest)} of {len(names):,}")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.locator_params(axis="x", nbins=5)  # Long names leave little room.
    figure.legend(frameon=False, ncols=3, loc="outside lower center")
    save(figure, path)
