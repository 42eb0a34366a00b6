"""Evaluate: a classifier and its baselines -> metrics, pictures, predictions."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support
from torch import Tensor

from stages.command_line import run
from textrnn.classification.batches import Documents
from textrnn.classification.loading import load_network
from textrnn.classification.network import ClassifierNetwork
from textrnn.classification.scores import compare, predict, score_labels, score_predictions
from textrnn.data.arrays import Integers
from textrnn.files import read_json, read_rows, replacing, write_metrics, write_rows
from textrnn.numerics import promise
from textrnn.params.section import Section, read_section
from textrnn.report.charts import draw_class_scores, draw_confusion_matrix, draw_learning_curve
from textrnn.training.learning_curve import Point, read_kept

ClassScore = tuple[str, float, float, float, int]


class Params(Section):
    """Section `<task>.evaluate`."""

    batch_size: int = Field(gt=0, le=65_536)


@dataclass(frozen=True)
class Predictions:
    """What a network says of the documents of one split, and what they are."""

    log_probabilities: Tensor  # (documents, classes)
    numbers: Integers  # (documents,): their classes
    labels: list[str]  # of all classes

    @cached_property
    def actual(self) -> list[str]:
        """The label of each document."""
        return [self.labels[number] for number in self.numbers]

    @cached_property
    def predicted(self) -> list[str]:
        """The label that the network gives each document."""
        return [self.labels[number] for number in self.log_probabilities.argmax(dim=-1).tolist()]


def predict_split(network: ClassifierNetwork, ids: Path, examples: Path, split: str, batch_size: int) -> Predictions:
    """Let a network read a split."""
    documents = Documents.read(ids, examples, split)
    found = predict(network, documents, batch_size, f"score {split}")
    return Predictions(found, documents.examples["label"], network.labels)


def score_baselines(found: dict[str, Predictions], others: dict[str, dict[str, list[str]]]) -> dict[str, Any]:
    """The scores of each baseline on each split that it predicted, and the network against it on test."""
    actual = {split: np.array(predictions.actual) for split, predictions in found.items()}
    ours = np.array(found["test"].predicted)
    return {
        "baseline": {
            name: {split: score_labels(actual[split], np.array(predicted)) for split, predicted in splits.items()}
            for name, splits in others.items()
        },
        "compared": {name: compare(actual["test"], ours, np.array(splits["test"])) for name, splits in others.items()},
    }


def score_classes(test: Predictions) -> list[ClassScore]:
    """Precision, recall, F1 and support of each class that occurs."""
    actual, predicted = test.actual, test.predicted
    present = [label for label in test.labels if label in {*actual, *predicted}]
    scores = precision_recall_fscore_support(actual, predicted, labels=present, zero_division=0)
    return list(zip(present, *(column.tolist() for column in scores), strict=True))


def write_tables(path: Path, test: Predictions, classes: list[ClassScore]) -> None:
    """Write the label of each document, actual and predicted, and its probability; and the scores of the classes."""
    probabilities = test.log_probabilities.exp().amax(dim=-1).tolist()
    rows = zip(range(len(probabilities)), test.actual, test.predicted, probabilities, strict=True)
    with replacing(path) as folder:
        folder.mkdir()
        write_rows(folder / "test.csv", ["document", "actual", "predicted", "probability"], list(rows))
        write_rows(folder / "classes.csv", ["label", "precision", "recall", "f1", "documents"], classes)


def draw_pictures(path: Path, test: Predictions, classes: list[ClassScore], curve: Path, kept: Point) -> None:
    """Draw what was taken for what, how well each class was found, and how the network learned."""
    counts = confusion_matrix(test.actual, test.predicted, labels=test.labels)
    with replacing(path) as folder:
        folder.mkdir()
        draw_confusion_matrix(counts, test.labels, folder / "confusion_matrix.svg")
        draw_class_scores(classes, folder / "class_scores.svg")
        draw_learning_curve(read_rows(curve), kept.epoch, "document", folder / "learning_curve.svg")


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
    kept, first, final = read_kept(chosen), load_network(chosen), load_network(model)
    found = {
        split: predict_split(network, ids, examples, split, params.batch_size)
        for split, network in {"train": first, "valid": first, "test": final}.items()
    }
    scores = {split: score_predictions(each.log_probabilities, each.numbers) for split, each in found.items()}
    about = {"data": read_json(description), "numerics": promise()}
    write_metrics(metrics, scores | score_baselines(found, read_json(baselines)) | about)
    classes = score_classes(found["test"])
    write_tables(predictions, found["test"], classes)
    draw_pictures(pictures, found["test"], classes, curve, kept)


if __name__ == "__main__":
    run(main)
