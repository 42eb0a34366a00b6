"""The pictures of docs/results.md, from what the ablation gave."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from textrnn.report.charts import DARK, LIGHT, plain, save
from tools.studies import Values, results_by_row

Curve = list[tuple[float, float]]  # seconds, score
# The rows of a study that stand out; the others are thin, each with a colour and a marker of its own.
STYLES: dict[str, dict[str, Any]] = {
    "the notebooks' settings": {"color": LIGHT, "linestyle": "--", "linewidth": 2, "marker": "o"},
    "the default": {"color": DARK, "linestyle": "-", "linewidth": 2, "marker": "o"},
}
OTHERS = tuple(zip("s^vDxP*", ("#4f8a5b", "#8a6d3b", "#7a5195", "0.35", "#c05780", "#3c9dc0", "0.6"), strict=True))
COLD = {"each window from a zero state"}  # While it trains, its windows are scored cold as well: no fair line.


@dataclass(frozen=True)
class Picture:
    """What a picture of a task shows."""

    curve_of: Callable[[Values], Curve]
    ylabel: str
    steps: tuple[float, ...]  # of each decade, that the y axis marks
    rival: str  # what one would use instead, a line across
    score_of_rival: Callable[[Values], float]


def draw_scores_by_seconds(curves: dict[str, Curve], rival: float, what: Picture, path: Path) -> None:
    """A score by the seconds of all cores that training has taken, a line for each row of a study."""
    figure = Figure(figsize=(7.5, 4.5))
    axes = figure.subplots()
    others = cycle(OTHERS)
    for name, curve in curves.items():
        style = next((found for start, found in STYLES.items() if name.startswith(start)), None)
        style = style or {"linewidth": 1, **dict(zip(("marker", "color"), next(others), strict=True))}
        axes.plot(*zip(*curve, strict=True), label=plain(name), markersize=4, **style)
    axes.axhline(rival, color="black", linestyle=":", label=what.rival)
    axes.set(xscale="log", yscale="log", title="What time buys")
    mark(axes.xaxis, (1, 2, 5))
    mark(axes.yaxis, what.steps)
    axes.set(xlabel="CPU seconds, all cores added up", ylabel=what.ylabel)
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
    for task, what in PICTURES.items():
        curves = {name: what.curve_of(runs[0]) for name, runs in ablation[task].items() if name not in COLD}
        if curves:
            rival = what.score_of_rival(next(iter(ablation[task].values()))[0]["metrics"][task])
            draw_scores_by_seconds(curves, rival, what, folder / picture(task))


def errors_by_seconds(run: Values) -> Curve:
    """The classifier's errors in %: its rows minimize different losses."""
    return [(at, 100 * (1 - accuracy)) for at, _, accuracy in run["curve"]]


def bits_by_seconds(run: Values) -> Curve:
    """The generator's loss in bits per character."""
    found = run["metrics"]["generation"]["valid"]
    unit = found["bits_per_character"] / found["loss"]
    return [(at, loss * unit) for at, loss, _ in run["curve"]]


PICTURES = {
    "classification": Picture(
        errors_by_seconds,
        "validation documents that are wrong (%)",
        (1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 7),
        "TF-IDF + linear SVM, in seconds",
        lambda metrics: 100 * (1 - metrics["tfidf_svm"]["valid"]["accuracy"]),
    ),
    "generation": Picture(
        bits_by_seconds,
        "validation loss (bits per character)",
        (1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.6, 2.8, 3, 3.5, 4, 5, 7),
        "PPMd, which learns on, in seconds",
        lambda metrics: metrics["ppmd"]["valid"]["bits_per_character"],
    ),
}
