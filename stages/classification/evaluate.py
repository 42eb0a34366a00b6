"""Evaluate: classifiers and examples -> scores on every split, predictions on test."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import Field
from sklearn.metrics import precision_recall_fscore_support
from torch import Tensor

from stages.command_line import run
from textrnn.classification.batches import Documents
from textrnn.classification.loading import load_network
from textrnn.classification.network import ClassifierNetwork
from textrnn.classification.scores import predict, score_predictions
from textrnn.data.arrays import Integers
from textrnn.files import replacing, write_metrics, write_rows
from textrnn.numerics import promise
from textrnn.params.section import Section, read_section

ClassScore = tuple[str, float, float, float, int]


class Params(Section):
    """Section `<task>.evaluate`."""

    batch_size: int = Field(gt=0, le=65_536, description="documents read at a time")


@dataclass(frozen=True)
class Predictions:
    """What a network says of the documents of one split, and what they are."""

    log_probabilities: Tensor  # (documents, classes)
    classes: Integers  # (documents,), actual ones
    labels: list[str]  # of all classes

    @cached_property
    def actual(self) -> list[str]:
        """The label of each document."""
        return [self.labels[number] for number in self.classes]

    @cached_property
    def predicted(self) -> list[str]:
        """The label that the network gives each document."""
        return [self.labels[number] for number in self.log_probabilities.argmax(dim=-1).tolist()]


def predict_split(network: ClassifierNetwork, ids: Path, examples: Path, split: str, batch_size: int) -> Predictions:
    """Let a network classify a split."""
    documents = Documents.read(ids, examples, split)
    log_probabilities = predict(network, documents, batch_size, f"score {split}")
    return Predictions(log_probabilities, documents.examples["label"], network.labels)


def score_classes(test: Predictions) -> list[ClassScore]:
    """Precision, recall, F1 and support of each class that occurs."""
    actual, predicted = test.actual, test.predicted
    present = [label for label in test.labels if label in {*actual, *predicted}]
    scores = precision_recall_fscore_support(actual, predicted, labels=present, zero_division=0)
    return list(zip(present, *(column.tolist() for column in scores), strict=True))


def write_tables(folder: Path, test: Predictions) -> None:
    """Write the label of each document, actual and predicted, and its probability; and the scores of the classes."""
    probabilities = test.log_probabilities.exp().amax(dim=-1).tolist()
    rows = zip(range(len(probabilities)), test.actual, test.predicted, probabilities, strict=True)
    write_rows(folder / "predictions.csv", ["document", "actual", "predicted", "probability"], list(rows))
    write_rows(folder / "classes.csv", ["label", "precision", "recall", "f1", "documents"], score_classes(test))


def main(task: str, *, ids: Path, examples: Path, chosen: Path, refitted: Path, evaluation: Path) -> None:
    """Score train and valid with the chosen network, which has not learned from valid; test with the final one."""
    params = read_section(f"{task}.evaluate", Params)
    first, final = load_network(chosen), load_network(refitted)
    predictions = {
        split: predict_split(network, ids, examples, split, params.batch_size)
        for split, network in {"train": first, "valid": first, "test": final}.items()
    }
    scores = {split: score_predictions(each.log_probabilities, each.classes) for split, each in predictions.items()}
    with replacing(evaluation) as folder:
        folder.mkdir()
        write_metrics(folder / "scores.json", {"network": scores, "numerics": promise()})
        write_tables(folder, predictions["test"])


if __name__ == "__main__":
    run(main)
