"""The tables of docs/results.md, from what studies gave."""

import statistics
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from textrnn.report.baselines import BASELINES
from textrnn.report.markdown import table
from tools.curves import picture
from tools.studies import Rows, Values, results_by_row

Score = Callable[[Values], float]


def spread(values: Iterable[float], digits: int) -> str:
    """The mean, and how far the seeds lie apart, if there are several."""
    values = list(values)
    mean, lowest, highest = (f"{value:.{digits}f}" for value in (statistics.fmean(values), min(values), max(values)))
    return f"{mean} ({lowest} to {highest})" if len(values) > 1 else mean


def score(*names: str) -> Score:
    """A number in a metrics file, by its name and the names within it."""

    def find(run: Values) -> float:
        found: Any = run["metrics"]
        for name in names:
            found = found[name]
        return float(found)

    return find


def percent(*names: str) -> Score:
    """A score of the classifier, in %."""
    return lambda run: 100 * score("classification", *names)(run)


def median_seconds(runs: list[Values], cost: str = "cpu_seconds") -> str:
    """What the runs cost that tell it, the median, with the time of all cores added up."""
    costs = [run[cost] for run in runs if cost in run]
    return f"{statistics.median(costs):.0f}" if costs else ""


def corpora_table(rows: Rows) -> str:
    """Accuracy and macro-F1 on the test set of each corpus, of the networks and of what one would use instead."""
    corpora = [name for name in rows if ", " not in name]
    columns = [corpus_column(rows[name], rows.get(f"{name}, bag of n-grams", [])) for name in corpora]
    names = dict.fromkeys(name for column in columns for name in column)
    return table(["", *corpora], [[name, *(column.get(name, "") for column in columns)] for name in names])


def corpus_column(lstm: list[Values], bag: list[Values]) -> dict[str, str]:
    """The cells of one corpus."""
    chances = [score("classification", "compared", "tfidf_svm", "p_value")(run) for run in lstm]
    return {
        BASELINES["majority_class"]: scores_cell(lstm[:1], "majority_class"),
        "bag of words and bigrams, of fastText's kind": scores_cell(bag),
        **{BASELINES[key]: scores_cell(lstm[:1], key) for key in ("tfidf_logistic_regression", "tfidf_svm")},
        "**Embedding + LSTM**": scores_cell(lstm),
        "p of each seed against the SVM": ", ".join(f"{chance:.2g}" for chance in chances),
        "CPU seconds of the bag, both trainings": median_seconds(bag),
        "CPU seconds of the LSTM, both trainings": median_seconds(lstm),
    }


def scores_cell(runs: list[Values], *model: str) -> str:
    """Accuracy and macro-F1 of a model on test, in %: the mean and the range of the seeds."""
    if not runs:
        return ""
    accuracies, f1s = ([percent(*model, "test", name)(run) for run in runs] for name in ("accuracy", "macro_f1"))
    accuracy = spread(accuracies, 2) if len(runs) > 1 else f"{accuracies[0]:.2f}"
    return f"{accuracy} / {spread(f1s, 1) if len(runs) > 1 else f'{f1s[0]:.1f}'}"


def plays_table(rows: Rows) -> str:
    """The generator beside its baselines on the test plays."""
    header = ["", "test bits per character", "CPU seconds"]
    runs = next(iter(rows.values()))
    known = runs[0]["metrics"]["generation"]
    baselines = ("character_frequencies", "ppmd")
    lines = [[BASELINES[key], f"{known[key]['test']['bits_per_character']:.3f}", ""] for key in baselines]
    networks = {
        "**LSTMs**, as trained": ("generation", "cpu_seconds", "both trainings"),
        "**LSTMs**, which learn on as they read": ("generation_adapted", "adapt_cpu_seconds", "on valid and test"),
    }
    for name, (file, cost, what) in networks.items():
        bits = spread(map(score(file, "test", "bits_per_character"), runs), 3)
        lines.append([name, bits, f"{median_seconds(runs, cost)} ({what})"])
    return table(header, lines)


def ablation_table(rows: Rows, columns: dict[str, tuple[Score, int]]) -> str:
    """Each row with the mean and the range of its seeds, and how long training took."""
    lines = []
    for name, runs in rows.items():
        scores = [spread(map(found, runs), digits) for found, digits in columns.values()]
        lines.append([name, *scores, str(len(runs)), median_seconds(runs)])
    return table(["", *columns, "seeds", "CPU seconds"], lines)


def directions_table(two: Rows, one: Rows) -> str:
    """The corpora read in both directions and in one, the mean and the range of the seeds."""
    lines = []
    for corpus, runs in one.items():
        for name, found in (("two", two[corpus]), ("one", runs)):
            scores = [spread(map(value, found), digits) for value, digits in CLASSIFIER.values()]
            lines.append([f"{corpus}, {name}", *scores])
    return table(["", *CLASSIFIER], lines)


CLASSIFIER = {"valid accuracy": (percent("valid", "accuracy"), 2), "valid macro-F1": (percent("valid", "macro_f1"), 2)}
GENERATOR = {
    "valid bits per character": (score("generation", "valid", "bits_per_character"), 3),
    "learning on as it reads": (score("generation_adapted", "valid", "bits_per_character"), 3),
}


NOT_YET = "No run is made yet."


def parts(studies: Path) -> dict[str, str]:
    """All tables of the page, by name."""
    corpora, ablation, directions = (
        results_by_row(studies / f"{name}.yaml") for name in ("corpora", "ablation", "directions")
    )
    tables: dict[str, tuple[Callable[[Rows], str], Rows]] = {
        "corpora": (corpora_table, corpora["classification"]),
        "plays": (plays_table, corpora["generation"]),
        "ablation of the classifier": (partial(ablation_table, columns=CLASSIFIER), ablation["classification"]),
        "directions of the classifier": (
            partial(directions_table, corpora["classification"]),
            directions["classification"],
        ),
        "ablation of the generator": (partial(ablation_table, columns=GENERATOR), ablation["generation"]),
    }
    return {name: make(rows) if rows else NOT_YET for name, (make, rows) in tables.items()} | {
        f"curves of the {name}": f"![Scores by CPU seconds]({picture(task)})" if ablation[task] else NOT_YET
        for task, name in (("classification", "classifier"), ("generation", "generator"))
    }
