"""Compare: scores of the classifier and of the baselines -> the metrics of the task."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from stages.command_line import run
from textrnn.classification.intervals import score_intervals
from textrnn.classification.metrics import score_labels
from textrnn.classification.predictions import TEST, VALID
from textrnn.errors import reading
from textrnn.files import read_json, read_rows, write_metrics
from textrnn.report.baselines import best_baseline
from textrnn.report.never_predicted import KEYS, never_predicted

Labels = NDArray[np.generic]
PREDICTIONS = {"valid": VALID, "test": TEST}
FEW = 0.01  # Share of the documents that may be copies and change next to nothing.


def mcnemar(actual: Labels, network: Labels, baseline: Labels) -> dict[str, int | float]:
    """How many documents only one of two models gets right, and the p-value of McNemar's exact test.

    It is the chance of such a difference, or a larger one, if both were equally good on texts of this kind.
    """
    only_network = int(((network == actual) & (baseline != actual)).sum())
    only_baseline = int(((network != actual) & (baseline == actual)).sum())
    different = only_network + only_baseline
    p_value = float(binomtest(only_network, different).pvalue) if different else 1.0
    return {"only_network_right": only_network, "only_baseline_right": only_baseline, "p_value": p_value}


@dataclass(frozen=True)
class Predictions:
    """The labels of the documents of test (documents,): actual, and predicted by the network and each baseline."""

    actual: Labels
    network: Labels
    baselines: dict[str, Labels]

    @classmethod
    def read(cls, scores: Path) -> Self:
        """Those of a folder of scores."""
        rows = read_rows(scores / "ensemble/predictions.csv")
        actual, network = (np.array([row[column] for row in rows]) for column in ("actual", "predicted"))
        with reading(path := scores / "baselines/predictions.json"):
            return cls(actual, network, {name: np.array(splits["test"]) for name, splits in read_json(path).items()})

    def comparisons(self) -> dict[str, dict[str, int | float]]:
        """The network against each baseline."""
        return {name: mcnemar(self.actual, self.network, labels) for name, labels in self.baselines.items()}

    def intervals(self) -> dict[str, Any]:
        """The 95 % intervals of the scores of all models."""
        baselines = {name: score_intervals(self.actual, labels) for name, labels in self.baselines.items()}
        return {"network": score_intervals(self.actual, self.network), "baselines": baselines}

    def scores_of(self, documents: list[int]) -> dict[str, Any]:
        """The scores of all models on some of the documents."""
        actual = self.actual[documents]
        baselines = {name: score_labels(actual, labels[documents]) for name, labels in self.baselines.items()}
        network = score_labels(actual, self.network[documents])
        return {"documents": len(documents), "test": network, "baselines": baselines}


def scores_without_duplicates(predictions: Predictions, path: Path) -> dict[str, Any]:
    """The scores on test without documents that are copies of an earlier one; nothing where these are few."""
    with reading(path):
        documents = read_json(path)
        has_many = len(documents) < (1 - FEW) * len(predictions.actual)
        return {"without_duplicates": predictions.scores_of(documents)} if has_many else {}


def scores_of_network(ensemble: dict[str, Any], alone: dict[str, Any]) -> dict[str, Any]:
    """Those of the classifier as it is published, and of the network alone where an SVM is a part of it."""
    about = {"svm": ensemble["choice"] | {"tried": ensemble["tried"]}, "numerics": alone["numerics"]}
    if not ensemble["choice"]["weight"]:
        return about | {"network": alone["network"] | ensemble["network"]}
    return about | {"network": ensemble["network"], "network_alone": alone["network"]}


def missed_classes(path: Path) -> list[str]:
    """The classes that are never predicted, of a file of predictions."""
    rows = read_rows(path)
    with reading(path):
        return never_predicted(*([row[column] for row in rows] for column in ("actual", "predicted")))


def network_headline(scores: dict[str, Any]) -> dict[str, Any]:
    """The network's numbers among those that DVC shows side by side."""
    valid, test = scores["network"]["valid"], scores["network"]["test"]
    return {"valid": {"acc": valid["accuracy"]}, "test": {"acc": test["accuracy"], "f1": test["macro_f1"]}}


def baseline_headline(scores: dict[str, Any], comparisons: dict[str, Any]) -> dict[str, float]:
    """Those of the baseline that is most accurate on valid: its accuracy on test, the network's p against it."""
    name, best = best_baseline({"baselines": scores}, "accuracy", max)
    return {"baseline": best["test"]["accuracy"], "p": comparisons[name]["p_value"]}


def main(task: str, *, scores: Path, metrics: Path, details: Path) -> None:
    """Write the headline, and beside it all scores and comparisons."""
    evaluation, baselines = scores / "ensemble/scores.json", scores / "baselines/scores.json"
    baseline_scores = read_json(baselines)
    predictions = Predictions.read(scores)
    comparisons = predictions.comparisons()
    distinct = scores_without_duplicates(predictions, scores / "baselines/without_duplicates.json")
    with reading(evaluation):
        network_scores = scores_of_network(read_json(evaluation), read_json(scores / "network/scores.json"))
        headline = network_headline(network_scores)
    with reading(baselines):
        headline |= baseline_headline(baseline_scores, comparisons)
    write_metrics(metrics, headline)
    more = {
        "comparisons": comparisons,
        "intervals": predictions.intervals(),
    } | {key: missed_classes(scores / "ensemble" / PREDICTIONS[split]) for split, key in KEYS.items()}
    write_metrics(details, network_scores | {"baselines": baseline_scores} | more | distinct)


if __name__ == "__main__":
    run(main)
