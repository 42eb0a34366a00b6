"""The pictures of docs/results.md, from the ablation."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from textrnn.report.charts import DARK, LIGHT, plain, save, style
from tools.studies import Values, results_by_row

Curve = list[tuple[float, float]]  # seconds, score
# The rows of a study that stand out; the others are thin, each with a colour and a marker of its own.
STYLES: dict[str, dict[str, Any]] = {
    "the notebooks' settings": {"color": LIGHT, "linestyle": "--", "linewidth": 2, "marker": "o"},
    "the default": {"color": DARK, "linestyle": "-", "linewidth": 2, "marker": "o"},
}
OTHERS = tuple(zip("s^vDxP*", ("#4f8a5b", "#8a6d3b", "#7a5195", "0.35", "#c05780", "#3c9dc0", "0.6"), strict=True))
# While it trains, its windows are validated from a zero state as well: its curve cannot be compared.
NOT_DRAWN = {"each window from a zero state"}


@dataclass(frozen=True)
class Picture:
    """What a picture of a task shows."""

    curve_of: Callable[[Values], Curve]
    ylabel: str
    steps: tuple[float, ...]  # of each decade, that the y axis marks
    baseline: str  # the label of its line, which goes across
    score_of_baseline: Callable[[Values], float]  # from the baselines' scores


@style()
def draw_scores_by_seconds(curves: dict[str, Curve], baseline: float, picture: Picture, path: Path) -> None:
    """A score by the CPU seconds of training, a line for each row of a study."""
    figure = Figure(figsize=(7.5, 4.5))
    axes = figure.subplots()
    others = cycle(OTHERS)
    for name, curve in curves.items():
        axes.plot(
            *zip(*curve, strict=True), label=plain(name), markersize=4, **(line_style(name) or thin(next(others)))
        )
    axes.axhline(baseline, color="black", linestyle=":", label=picture.baseline)
    axes.set(xscale="log", yscale="log", title="Scores by training time")
    mark(axes.xaxis, (1, 2, 5))
    mark(axes.yaxis, picture.steps)
    axes.set(xlabel="CPU seconds, all cores added up", ylabel=picture.ylabel)
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    save(figure, path)


def line_style(name: str) -> dict[str, Any] | None:
    """How a row is drawn that stands out."""
    return next((drawn for start, drawn in STYLES.items() if name.startswith(start)), None)


def thin(marker_and_color: tuple[str, str]) -> dict[str, Any]:
    """How any other row is drawn."""
    return {"linewidth": 1, **dict(zip(("marker", "color"), marker_and_color, strict=True))}


def mark(axis: Axis, steps: tuple[float, ...]) -> None:
    """Mark these steps of each decade with plain numbers."""
    axis.set_major_locator(LogLocator(subs=steps))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def picture(task: str) -> str:
    """The name of a picture beside the page."""
    return f"scores_by_seconds_{task}.svg"


def draw_pictures(studies: Path, folder: Path) -> None:
    """Draw the first seed of each row of the ablation."""
    ablation = results_by_row(studies / "ablation.yaml")
    for task, kind in PICTURES.items():
        curves = {name: kind.curve_of(runs[0]) for name, runs in ablation[task].items() if name not in NOT_DRAWN}
        if curves:
            baselines = next(iter(ablation[task].values()))[0]["scores"]["baselines"]
            draw_scores_by_seconds(curves, kind.score_of_baseline(baselines), kind, folder / picture(task))


def errors_by_seconds(run: Values) -> Curve:
    """The classifier's errors in %: its rows minimize different losses."""
    return [(seconds, 100 * (1 - accuracy)) for seconds, _, accuracy in run["curve"]]


def bits_by_seconds(run: Values) -> Curve:
    """The generator's loss in bits per character."""
    scores = run["scores"]["network"]["valid"]
    bits_per_nat = scores["bits_per_character"] / scores["loss"]
    return [(seconds, loss * bits_per_nat) for seconds, loss, _ in run["curve"]]


PICTURES = {
    "classification": Picture(
        errors_by_seconds,
        "validation documents that are wrong (%)",
        (1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 7),
        "the best linear model of TF-IDF",
        lambda baselines: 100 * (1 - max(scores["valid"]["accuracy"] for scores in baselines.values())),
    ),
    "generation": Picture(
        bits_by_seconds,
        "validation loss (bits per character)",
        (1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.6, 2.8, 3, 3.5, 4, 5, 7),
        "PPMd, which adapts as it reads, in seconds",
        lambda baselines: baselines["ppmd"]["valid"]["bits_per_character"],
    ),
}
