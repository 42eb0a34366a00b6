"""Pictures of the data."""

import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter
from numpy.typing import NDArray

from textrnn.report.charts import DARK, LIGHT, plain, save, style

MAX_BARS = 40  # Of classes or texts no more are drawn.
LARGEST_LINEAR = 100  # Tokens; longer texts may need a logarithmic scale.
FEW_DECADES = 2  # Between more of them, numbers stand at powers of ten alone.


@style()
def draw_lengths(lengths: NDArray[np.integer[Any]], quantile: float, length: int, unit: str, path: Path) -> None:
    """Counts of texts, which are called `unit`, by tokens; a line at the length that this share does not exceed."""
    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    shortest, longest = max(lengths.min(), 1), lengths.max()
    is_wide = longest > LARGEST_LINEAR and longest > 10 * shortest
    edges = widening_edges(lengths) if is_wide else even_edges(lengths)
    axes.hist(
        lengths.clip(min=shortest) if is_wide else lengths, bins=edges, color=DARK, edgecolor="white", linewidth=0.5
    )
    axes.axvline(length, color=LIGHT, linestyle="--")
    set_scale(axes, longest, math.log10(longest / shortest) if is_wide else 0)
    title = f"Length of {unit} (training): {quantile:.0%} have at most {length:,} tokens"
    axes.set(xlabel="tokens", ylabel=unit, title=title)
    axes.yaxis.set_major_locator(whole_numbers(8))
    save(figure, path)


def even_edges(values: NDArray[np.integer[Any]]) -> list[float]:
    """Edges of bins halfway between integers, each bin of as many integers."""
    edges = np.histogram_bin_edges(values, bins="auto")
    width = max(1, round(edges[1] - edges[0]))
    return list(np.arange(values.min(), values.max() + width + 1, width) - 0.5)


def widening_edges(values: NDArray[np.integer[Any]]) -> list[float]:
    """The same for a logarithmic scale, which has no 0: bins of about one width there, each of one integer or more."""
    logarithms = np.histogram_bin_edges(np.log10(values.clip(min=1)), bins="auto")
    growth = 10 ** (logarithms[1] - logarithms[0]) - 1
    edges, end = [max(values.min(), 1) - 0.5], max(values.max(), 1) + 0.5
    while edges[-1] < end:
        edges.append(edges[-1] + max(1, round(edges[-1] * growth)))
    *before, last, _ = edges
    is_narrow = before and end - last < (last - before[-1]) / 2  # Too narrow for a bin of its own.
    return [*before, *([] if is_narrow else [last]), end]


def set_scale(axes: Axes, largest: int, decades: float) -> None:
    """Plain whole numbers, on a logarithmic scale where values span more than a power of ten."""
    if decades > 1:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < FEW_DECADES else (1,), numticks=6))
        axes.xaxis.set_minor_formatter(NullFormatter())  # Its numbers would overlap.
    else:
        axes.xaxis.set_major_locator(whole_numbers(10 if largest <= LARGEST_LINEAR else 6))  # Room for long ones.
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def whole_numbers(most: int) -> MaxNLocator:
    """Ticks at whole numbers, so many at most, and one if there is but one."""
    return MaxNLocator(nbins=most, integer=True, min_n_ticks=1, steps=[1, 2, 5, 10])


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
    set_scale(axes, len(shares), decades=math.log10(len(shares)))
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
    axes.xaxis.set_major_locator(whole_numbers(5))  # Long names leave little room.
    figure.legend(frameon=False, ncols=3, loc="outside lower center")
    save(figure, path)
