"""Pictures of many trainings at once."""

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from textrnn.charts import DARK, LIGHT, plain, save, show_logarithms

Curve = list[tuple[float, float]]  # seconds, score
# The rows of a study that stand out; the others are grey, each with a line of its own.
STYLES: dict[str, dict[str, Any]] = {
    "the notebooks' settings": {"color": LIGHT, "linestyle": "--", "linewidth": 2},
    "the default": {"color": DARK, "linestyle": "-", "linewidth": 2},
}
DASHES = ["-", "--", "-.", ":", (0, (5, 1)), (0, (1, 3)), (0, (8, 3))]


def draw_scores_by_seconds(curves: dict[str, Curve], ylabel: str, path: Path) -> None:
    """A score by the seconds of all cores that training has taken, a line for each row of a study."""
    figure = Figure(figsize=(7.5, 4.5))
    axes = figure.subplots()
    dashes = iter(DASHES * len(curves))
    for name, curve in curves.items():
        style = next((found for start, found in STYLES.items() if name.startswith(start)), None)
        style = style or {"color": "0.6", "linestyle": next(dashes), "linewidth": 1}
        axes.plot(*zip(*curve, strict=True), label=plain(name), marker="o", markersize=2, **style)
    show_logarithms(axes, decades=2)
    axes.set(xlabel="CPU seconds, all cores added up", ylabel=ylabel, title="What time buys")
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    save(figure, path)
