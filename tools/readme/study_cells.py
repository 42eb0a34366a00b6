"""Cells of the tables that studies fill: scores of some seeds, their chances, their seconds."""

import statistics
from collections.abc import Callable, Iterable
from typing import Any

from textrnn.report.baselines import written_chance
from tools.studies import Values

Score = Callable[[Values], float]  # A number of one run.


def spread(values: Iterable[float], digits: int) -> str:
    """The mean, and how far the seeds lie apart, if there are several; nothing of no run."""
    values = list(values)
    if not values:
        return ""
    mean, lowest, highest = (f"{value:.{digits}f}" for value in (statistics.fmean(values), min(values), max(values)))
    return f"{mean} ({lowest} to {highest})" if len(values) > 1 else mean


def score(*names: str) -> Score:
    """A number in the scores of a run, by the names that lead to it."""

    def value_of(run: Values) -> float:
        value: Any = run["scores"]
        for name in names:
            value = value[name]
        return float(value)

    return value_of


def percent(*names: str) -> Score:
    """The same in %."""
    return lambda run: 100 * score(*names)(run)


def alone(run: Values) -> Values:
    """A run whose network is the LSTM alone: where an SVM stands beside it, it has scores of its own."""
    scores = run["scores"]
    return run | {"scores": scores | {"network": scores.get("network_alone", scores["network"])}}


def median_seconds(runs: list[Values], cost: str = "cpu_seconds") -> str:
    """What the runs cost that tell it, the median, with the time of all cores added up."""
    costs = [run[cost] for run in runs if cost in run]
    return f"{statistics.median(costs):.0f}" if costs else ""


def scores_cell(runs: list[Values], *model: str) -> str:
    """Accuracy and macro-F1 of a model on test, in %: the mean and the range of the seeds."""
    if not runs:
        return ""
    names = {"accuracy": 2, "macro_f1": 1}
    return " / ".join(
        spread((percent(*model, "test", name)(run) for run in runs), digits) for name, digits in names.items()
    )


def p_values(runs: list[Values], baseline: str) -> str:
    """McNemar's p of the model of each seed against a baseline."""
    return ", ".join(written_chance(score("comparisons", baseline, "p_value")(run)) for run in runs)
