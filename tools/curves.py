"""The pictures of docs/results.md, from what the ablation gave."""

from itertools import cycle
from pathlib import Path
from typing import Any

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from textrnn.charts import DARK, LIGHT, plain, save
from tools.studies import Values, results_by_row

Curve = list[tuple[float, float]]  # seconds, score
# The rows of a study that stand out; the others are grey, each with a marker of its own.
STYLES: dict[str, dict[str, Any]] = {
    "the notebooks' settings": {"color": LIGHT, "linestyle": "--", "linewidth": 2, "marker": "o"},
    "the default": {"color": DARK, "linestyle": "-", "linewidth": 2, "marker": "o"},
}
MARKERS = "s^vDxP*"
COLD = {"each window from a zero state"}  # While it trains, its windows are scored cold as well: no fair line.


def draw_scores_by_seconds(curves: dict[str, Curve], ylabel: str, path: Path) -> None:
    """A score by the seconds of all cores that training has taken, a line for each row of a study."""
    figure = Figure(figsize=(7.5, 4.5))
    axes = figure.subplots()
    markers = cycle(MARKERS)
    for name, curve in curves.items():
        style = next((found for start, found in STYLES.items() if name.startswith(start)), None)
        style = style or {"color": "0.6", "linewidth": 1, "marker": next(markers)}
        axes.plot(*zip(*curve, strict=True), label=plain(name), markersize=4, **style)
    axes.set(xscale="log", yscale="log", title="What time buys")
    mark(axes.xaxis, (1, 2, 5))
    mark(axes.yaxis, (1, 1.5, 2, 2.5, 3, 4, 5, 7))
    axes.set(xlabel="CPU seconds, all cores added up", ylabel=ylabel)
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    save(figure, path)


def mark(axis: Axis, steps: tuple[float, ...]) -> None:
    """Mark these steps of each decade with plain numbers."""
    axis.set_major_locator(LogLocator(subs=steps))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def picture(task: str) -> str:
    """The name of a picture beside the page."""
    return f"scores_by_seconds_{task}.svg"


def draw_pictures(studies: Path, folder: Path) -> None:
    """Draw what the seconds of training buy, for each row of the ablation."""
    ablation = results_by_row(studies / "ablation.yaml")
    scores = {
        "classification": (errors_by_seconds, "validation documents that are wrong (%)"),
        "generation": (bits_by_seconds, "validation loss (bits per character)"),
    }
    for task, (curve_of, label) in scores.items():
        curves = {name: curve_of(runs[0]) for name, runs in ablation[task].items() if name not in COLD}
        if curves:
            draw_scores_by_seconds(curves, label, folder / picture(task))


def errors_by_seconds(run: Values) -> Curve:
    """The classifier's errors in %: its rows minimize different losses."""
    return [(at, 100 * (1 - accuracy)) for at, _, accuracy in run["curve"]]


def bits_by_seconds(run: Values) -> Curve:
    """The generator's loss in bits per character."""
    found = run["metrics"]["generation"]["valid"]
    unit = found["bits_per_character"] / found["loss"]
    return [(at, loss * unit) for at, loss, _ in run["curve"]]
