"""The tables of docs/results.md, from what studies gave."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tools.study import planned, read_results, read_study, result_of
from tools.tables import table

Values = dict[str, Any]
Rows = dict[str, list[Values]]
Score = Callable[[Values], float]


def read_rows(path: Path, task: str) -> Rows:
    """What each row of a study gave so far with the hyperparameters of today, in the order of the study."""
    rows: Rows = defaultdict(list)
    results = read_results(path.with_suffix(".jsonl"))
    for run in planned(read_study(path)):
        if run.task == task and (found := result_of(run, results)):
            rows[run.row].append(found)
    return rows


def spread(values: Iterable[float], digits: int) -> str:
    """The mean, and how far the seeds lie apart."""
    values = list(values)
    lowest, highest = (f"{value:.{digits}f}" for value in (min(values), max(values)))
    return f"{statistics.fmean(values):.{digits}f} ({lowest} to {highest})"


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


def seconds(runs: list[Values]) -> str:
    """How long training took, the median, with the time of all cores added up."""
    return f"{statistics.median(run['cpu_seconds'] for run in runs):.0f}"


def corpora_table(rows: Rows) -> str:
    """The classifier beside its baselines on the test set of each corpus."""
    header = [
        "",
        "largest class",
        "linear SVM",
        "**LSTM**",
        "macro-F1: SVM",
        "**LSTM**",
        "p of each seed",
        "CPU seconds",
    ]
    lines = []
    for name, runs in rows.items():
        majority, svm = (
            f"{percent(model, 'test', 'accuracy')(runs[0]):.2f}" for model in ("majority_class", "tfidf_svm")
        )
        network, network_f1 = (spread(map(percent("test", name), runs), 2) for name in ("accuracy", "macro_f1"))
        svm_f1 = f"{percent('tfidf_svm', 'test', 'macro_f1')(runs[0]):.2f}"
        chances = ", ".join(f"{score('classification', 'compared', 'tfidf_svm', 'p_value')(run):.2g}" for run in runs)
        lines.append([name, majority, svm, network, svm_f1, network_f1, chances, seconds(runs)])
    return table(header, lines)


def plays_table(rows: Rows) -> str:
    """The generator beside its baselines on the test plays."""
    header = ["", "test bits per character"]
    if not rows:
        return table(header, [])
    runs = next(iter(rows.values()))
    known = runs[0]["metrics"]["generation"]
    baselines = {"character frequencies": "character_frequencies", "PPMd, which learns on as it reads": "ppmd"}
    lines = [[name, f"{known[key]['test']['bits_per_character']:.3f}"] for name, key in baselines.items()]
    networks = {"**LSTMs**, as trained": "generation", "**LSTMs**, which learn on as they read": "generation_adapted"}
    lines += [
        [name, spread(map(score(file, "test", "bits_per_character"), runs), 3)] for name, file in networks.items()
    ]
    return table(header, lines)


def ablation_table(rows: Rows, columns: dict[str, tuple[Score, int]]) -> str:
    """Each row with the mean and the range of its seeds, and how long training took."""
    lines = []
    for name, runs in rows.items():
        scores = [spread(map(found, runs), digits) for found, digits in columns.values()]
        lines.append([name, *scores, str(len(runs)), seconds(runs)])
    return table(["", *columns, "seeds", "CPU seconds"], lines)


CLASSIFIER = {"valid accuracy": (percent("valid", "accuracy"), 2), "valid macro-F1": (percent("valid", "macro_f1"), 2)}
GENERATOR = {
    "valid bits per character": (score("generation", "valid", "bits_per_character"), 3),
    "learning on as it reads": (score("generation_adapted", "valid", "bits_per_character"), 3),
}


def parts(studies: Path) -> dict[str, str]:
    """All tables of the page, by name."""
    corpora, ablation = studies / "corpora.yaml", studies / "ablation.yaml"
    return {
        "corpora": corpora_table(read_rows(corpora, "classification")),
        "plays": plays_table(read_rows(corpora, "generation")),
        "ablation of the classifier": ablation_table(read_rows(ablation, "classification"), CLASSIFIER),
        "ablation of the generator": ablation_table(read_rows(ablation, "generation"), GENERATOR),
    }
