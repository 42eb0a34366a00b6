"""The tables of docs/results.md that the studies fill."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from textrnn.report.baselines import BASELINES, best_baseline
from textrnn.report.markdown import table
from tools.readme.curves import picture
from tools.readme.scores import CLASSIFIER, DYNAMIC, GENERATOR, WITH_SVM
from tools.readme.study_cells import Score, alone, median_seconds, p_values, percent, score, scores_cell, spread
from tools.studies import Rows, Values, read_study, results_by_row

NO_RUN = "No run is made yet."
P_VALUES = "p of each seed against the baseline that is best on valid"
BAG = "bag of words and bigrams, of fastText's kind"


def corpora_table(rows: Rows) -> str:
    """Accuracy and macro-F1 of networks and baselines on the test set of each corpus."""
    corpora = [name for name in rows if not is_variant(name)]
    columns = [corpus_column(rows[name], rows.get(f"{name}, bag of n-grams", [])) for name in corpora]
    names = dict.fromkeys(name for column in columns for name in column)
    return table(["", *corpora], [[name, *(column.get(name, "") for column in columns)] for name in names])


def corpus_column(lstm: list[Values], bag: list[Values]) -> dict[str, str]:
    """The cells of one corpus."""
    best, _ = best_baseline(lstm[0]["scores"], "accuracy", max)
    cells = {key: scores_cell(lstm[:1], "baselines", key) for key in BASELINES if key in lstm[0]["scores"]["baselines"]}
    return {
        BASELINES["majority_class"]: cells.pop("majority_class"),
        BAG: scores_cell(list(map(alone, bag)), "network"),
        **{BASELINES[key]: cell for key, cell in cells.items()},
        CLASSIFIER: scores_cell(list(map(alone, lstm)), "network"),
        WITH_SVM: scores_cell(lstm, "network"),
        P_VALUES: p_values(lstm, best),
        "CPU seconds of the bag, both trainings": median_seconds(bag),
        "CPU seconds of the LSTM, both trainings": median_seconds(lstm),
    }


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


def published_table(rows: Rows) -> str:
    """Accuracy and macro-F1 on test of each corpus: its best linear model, the LSTM, and both as published."""
    lines = []
    for corpus, runs in rows.items():
        if not is_variant(corpus):
            best, _ = best_baseline(runs[0]["scores"], "accuracy", max)
            linear = f"{scores_cell(runs[:1], 'baselines', best)} ({BASELINES[best]})"
            networks = [scores_cell(each, "network") for each in (list(map(alone, runs)), runs)]
            lines.append([corpus, linear, *networks, p_values(runs, best)])
    return table(["", "best baseline on valid", CLASSIFIER, WITH_SVM, P_VALUES], lines)


def pairs_table(others: Rows, corpora: Rows, names_of: Callable[[str], tuple[str, str]]) -> str:
    """The LSTM alone on valid, in two variants, on all corpora of the other one: the mean and the range of the seeds.

    `names_of` tells what the variants of a corpus are called.
    """
    lines = []
    for corpus, runs in others.items():
        for name, either in zip(names_of(corpus), (corpora[corpus], runs), strict=True):
            scores = [spread(map(value, either), digits) for value, digits in VALID_ACCURACIES.values()]
            lines.append([f"{corpus}, {name}", *scores])
    return table(["", *VALID_ACCURACIES], lines)


VALID_ACCURACIES = {
    "valid accuracy": (lambda run: percent("network", "valid", "accuracy")(alone(run)), 2),
    "valid macro-F1": (lambda run: percent("network", "valid", "macro_f1")(alone(run)), 2),
}
VALID_BITS = {
    "valid bits per character": (score("network", "valid", "bits_per_character"), 3),
    "the same, dynamic evaluation": (score("dynamic_eval", "valid", "bits_per_character"), 3),
}


def is_variant(row: str) -> bool:
    """Whether a row is of a corpus that has a row of its own."""
    return ", " in row


NGRAMS = "train.character_ngram_vectors"


def parts(studies: Path) -> dict[str, str]:
    """All tables and pictures of the studies, by name."""
    corpora, languages, unseen, ablation, directions, ngrams = (
        results_by_row(studies / f"{name}.yaml")
        for name in ("corpora", "languages", "unseen", "ablation", "directions", "ngrams")
    )
    classifiers, quotations = corpora["classification"], languages["classification"]
    has_ngrams = read_study(studies / "ngrams.yaml")["classification"].rows
    tables: dict[str, tuple[Callable[[Rows], str], Rows]] = {
        "corpora": (corpora_table, classifiers),
        "languages": (published_table, quotations),
        "unseen corpora": (published_table, unseen["classification"]),
        "plays": (plays_table, corpora["generation"]),
        "ablation of the classifier": (partial(ablation_table, columns=VALID_ACCURACIES), ablation["classification"]),
        "directions of the classifier": (
            partial(pairs_table, corpora=classifiers, names_of=lambda _: ("two", "one")),
            directions["classification"],
        ),
        "character n-grams": (
            partial(
                pairs_table,
                corpora=classifiers | quotations,
                names_of=lambda corpus: ("without", "with") if has_ngrams[corpus].get(NGRAMS) else ("with", "without"),
            ),
            ngrams["classification"],
        ),
        "ablation of the generator": (partial(ablation_table, columns=VALID_BITS), ablation["generation"]),
    }
    return {name: make(rows) if rows else NO_RUN for name, (make, rows) in tables.items()} | {
        f"curves of the {name}": f"![Scores by CPU seconds]({picture(task)})" if ablation[task] else NO_RUN
        for task, name in (("classification", "classifier"), ("generation", "generator"))
    }
