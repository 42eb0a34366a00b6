"""The tables of docs/results.md that the studies fill."""

import statistics
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from textrnn.report.baselines import BASELINES, best_baseline
from textrnn.report.markdown import table
from tools.readme.curves import picture
from tools.readme.scores import CLASSIFIER, DYNAMIC, GENERATOR
from tools.studies import Rows, Values, results_by_row

Score = Callable[[Values], float]  # A number of one run.

NO_RUN = "No run is made yet."
BAG = "bag of words and bigrams, of fastText's kind"


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


def median_seconds(runs: list[Values], cost: str = "cpu_seconds") -> str:
    """What the runs cost that tell it, the median, with the time of all cores added up."""
    costs = [run[cost] for run in runs if cost in run]
    return f"{statistics.median(costs):.0f}" if costs else ""


def corpora_table(rows: Rows) -> str:
    """Accuracy and macro-F1 of networks and baselines on the test set of each corpus."""
    corpora = [name for name in rows if ", " not in name]
    columns = [corpus_column(rows[name], rows.get(f"{name}, bag of n-grams", [])) for name in corpora]
    names = dict.fromkeys(name for column in columns for name in column)
    return table(["", *corpora], [[name, *(column.get(name, "") for column in columns)] for name in names])


def corpus_column(lstm: list[Values], bag: list[Values]) -> dict[str, str]:
    """The cells of one corpus."""
    best, _ = best_baseline(lstm[0]["scores"], "accuracy", max)
    chances = [score("comparisons", best, "p_value")(run) for run in lstm]
    cells = {key: scores_cell(lstm[:1], "baselines", key) for key in BASELINES if key in lstm[0]["scores"]["baselines"]}
    return {
        BASELINES["majority_class"]: cells.pop("majority_class"),
        BAG: scores_cell(bag, "network"),
        **{BASELINES[key]: cell for key, cell in cells.items()},
        CLASSIFIER: scores_cell(lstm, "network"),
        "p of each seed against the baseline that is best on valid": ", ".join(f"{chance:.2g}" for chance in chances),
        "CPU seconds of the bag, both trainings": median_seconds(bag),
        "CPU seconds of the LSTM, both trainings": median_seconds(lstm),
    }


def scores_cell(runs: list[Values], *model: str) -> str:
    """Accuracy and macro-F1 of a model on test, in %: the mean and the range of the seeds."""
    if not runs:
        return ""
    names = {"accuracy": 2, "macro_f1": 1}
    return " / ".join(
        spread((percent(*model, "test", name)(run) for run in runs), digits) for name, digits in names.items()
    )


def plays_table(rows: Rows) -> str:
    """The generator beside its baselines on the test plays."""
    runs = next(iter(rows.values()))
    baselines = runs[0]["scores"]["baselines"]
    lines = [
        [name, f"{baselines[key]['test']['bits_per_character']:.3f}", ""]
        for key, name in BASELINES.items()
        if key in baselines
    ]
    networks = {
        GENERATOR: ("network", "cpu_seconds", "both trainings"),
        DYNAMIC: ("dynamic_eval", "dynamic_eval_cpu_seconds", "on valid and test"),
    }
    for name, (key, cost, what) in networks.items():
        bits = spread(map(score(key, "test", "bits_per_character"), runs), 3)
        lines.append([name, bits, f"{median_seconds(runs, cost)} ({what})"])
    return table(["", "test bits per character", "CPU seconds"], lines)


def ablation_table(rows: Rows, columns: dict[str, tuple[Score, int]]) -> str:
    """Each row with the mean and the range of its seeds, and how long training took."""
    lines = []
    for name, runs in rows.items():
        scores = [spread(map(value, runs), digits) for value, digits in columns.values()]
        lines.append([name, *scores, str(len(runs)), median_seconds(runs)])
    return table(["", *columns, "seeds", "CPU seconds"], lines)


def directions_table(two: Rows, one: Rows) -> str:
    """The corpora read in both directions and in one, the mean and the range of the seeds."""
    lines = []
    for corpus in one:
        for name, runs in (("two", two[corpus]), ("one", one[corpus])):
            scores = [spread(map(value, runs), digits) for value, digits in VALID_ACCURACIES.values()]
            lines.append([f"{corpus}, {name}", *scores])
    return table(["", *VALID_ACCURACIES], lines)


VALID_ACCURACIES = {
    "valid accuracy": (percent("network", "valid", "accuracy"), 2),
    "valid macro-F1": (percent("network", "valid", "macro_f1"), 2),
}
VALID_BITS = {
    "valid bits per character": (score("network", "valid", "bits_per_character"), 3),
    "the same, dynamic evaluation": (score("dynamic_eval", "valid", "bits_per_character"), 3),
}


def parts(studies: Path) -> dict[str, str]:
    """All tables and pictures of the studies, by name."""
    corpora, ablation, directions = (
        results_by_row(studies / f"{name}.yaml") for name in ("corpora", "ablation", "directions")
    )
    both_directions = partial(directions_table, corpora["classification"])
    tables: dict[str, tuple[Callable[[Rows], str], Rows]] = {
        "corpora": (corpora_table, corpora["classification"]),
        "plays": (plays_table, corpora["generation"]),
        "ablation of the classifier": (partial(ablation_table, columns=VALID_ACCURACIES), ablation["classification"]),
        "directions of the classifier": (both_directions, directions["classification"]),
        "ablation of the generator": (partial(ablation_table, columns=VALID_BITS), ablation["generation"]),
    }
    return {name: make(rows) if rows else NO_RUN for name, (make, rows) in tables.items()} | {
        f"curves of the {name}": f"![Scores by CPU seconds]({picture(task)})" if ablation[task] else NO_RUN
        for task, name in (("classification", "classifier"), ("generation", "generator"))
    }
