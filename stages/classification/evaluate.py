"""Evaluate: a classifier and its baselines -> metrics, pictures, predictions."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support
from torch import Tensor

from textrnn.charts import draw_class_scores, draw_confusion_matrix, draw_learning_curve
from textrnn.classification.batches import Documents
from textrnn.classification.network import Classifier
from textrnn.classification.scores import compare, predict, score_labels, score_predictions
from textrnn.command import run
from textrnn.files import read_json, read_rows, replacing, write_metrics, write_rows
from textrnn.model_folder import read_kept
from textrnn.numerics import promise
from textrnn.params import Section, read_section

ClassScore = tuple[str, float, float, float, int]


class Params(Section):
    """Section `<task>.evaluate`."""

    batch_size: int = Field(gt=0, le=65_536)


def score_baselines(predictions: dict[str, dict[str, list[str]]], actual: dict[str, list[str]]) -> dict[str, Any]:
    """Scores of each baseline on each split that it predicted."""
    return {
        name: {split: score_labels(np.array(actual[split]), np.array(predicted)) for split, predicted in splits.items()}
        for name, splits in predictions.items()
    }


def compare_all(actual: list[str], ours: list[str], others: dict[str, dict[str, list[str]]]) -> dict[str, Any]:
    """The network against each baseline on test, document by document."""
    return {name: compare(np.array(actual), np.array(ours), np.array(found["test"])) for name, found in others.items()}


def write_predictions(path: Path, log_probabilities: Tensor, actual: list[str], labels: list[str]) -> list[str]:
    """Write the label of each document, actual and predicted, and its probability; return the predicted ones."""
    best = log_probabilities.exp().max(dim=-1)
    predicted = [labels[number] for number in best.indices.tolist()]
    rows = zip(range(len(actual)), actual, predicted, best.values.tolist(), strict=True)
    write_rows(path, ["document", "actual", "predicted", "probability"], list(rows))
    return predicted


def score_classes(actual: list[str], predicted: list[str], labels: list[str]) -> list[ClassScore]:
    """Precision, recall, F1 and support of each class that occurs."""
    present = [label for label in labels if label in {*actual, *predicted}]
    scores = precision_recall_fscore_support(actual, predicted, labels=present, zero_division=0)
    return list(zip(present, *(column.tolist() for column in scores), strict=True))


def draw_pictures(folder: Path, counts: NDArray[np.int64], labels: list[str], classes: list[ClassScore]) -> None:
    """Draw what was taken for what, and how well each class was found."""
    folder.mkdir()
    draw_confusion_matrix(counts, labels, folder / "confusion_matrix.svg")
    draw_class_scores(classes, folder / "class_scores.svg")


def main(
    task: str,
    description: Path,
    ids: Path,
    examples: Path,
    chosen: Path,
    model: Path,
    curve: Path,
    baselines: Path,
    metrics: Path,
    pictures: Path,
    predictions: Path,
) -> None:
    """Score the network on every split, the baselines on valid and test; draw what the network did on test.

    Train and valid are read by the network that was chosen, which has not learned from valid; test by the last one.
    """
    params = read_section(f"{task}.evaluate", Params)
    kept, first, final = read_kept(chosen), Classifier.load(chosen), Classifier.load(model)
    networks, labels = {"train": first, "valid": first, "test": final}, final.labels
    documents = {split: Documents.read(ids, examples, split) for split in networks}
    found = {
        split: predict(network, documents[split], params.batch_size, f"score {split}")
        for split, network in networks.items()
    }
    actual = {split: [labels[number] for number in rows.examples["label"]] for split, rows in documents.items()}
    scores = {split: score_predictions(found[split], rows.examples["label"]) for split, rows in documents.items()}
    others = read_json(baselines)
    with replacing(predictions) as folder:
        folder.mkdir()
        predicted = write_predictions(folder / "test.csv", found["test"], actual["test"], labels)
        classes = score_classes(actual["test"], predicted, labels)
        write_rows(folder / "classes.csv", ["label", "precision", "recall", "f1", "documents"], classes)
    beside = {"baseline": score_baselines(others, actual), "compared": compare_all(actual["test"], predicted, others)}
    write_metrics(metrics, scores | beside | {"data": read_json(description), "numerics": promise()})
    with replacing(pictures) as folder:
        draw_pictures(folder, confusion_matrix(actual["test"], predicted, labels=labels), labels, classes)
        draw_learning_curve(read_rows(curve), kept.epoch, "document", folder / "learning_curve.svg")


if __name__ == "__main__":
    run(main)
