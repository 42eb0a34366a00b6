"""Evaluate: classifiers and examples -> scores on every split, predictions on valid and test."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import Field
from torch import Tensor

from stages.command_line import run
from textrnn.classification.batches import Documents
from textrnn.classification.class_scores import score_classes
from textrnn.classification.loading import load_network
from textrnn.classification.network import ClassifierNetwork
from textrnn.classification.predictions import TEST, VALID, Predictions
from textrnn.classification.scores import predict, score_predictions
from textrnn.data.arrays import Integers
from textrnn.files import replacing, write_metrics, write_rows
from textrnn.numerics import promise
from textrnn.params.section import Section, read_section


class Params(Section):
    """Section `<task>.evaluate`."""

    batch_size: int = Field(gt=0, le=65_536, description="documents read at a time")


@dataclass(frozen=True)
class Classified:
    """What a network says of the documents of one split, and what they are."""

    log_probabilities: Tensor  # (documents, classes)
    classes: Integers  # (documents,), actual ones
    labels: list[str]  # of all classes

    def predictions(self) -> Predictions:
        """The likeliest label of each document, and the next likely."""
        probabilities = self.log_probabilities.exp()
        first = self.log_probabilities.argmax(dim=-1, keepdim=True)
        others = probabilities.scatter(-1, first, -1.0)
        second = others.argmax(dim=-1, keepdim=True)
        labels = np.array(self.labels)
        return Predictions(
            actual=labels[self.classes],
            predicted=labels[first[:, 0].numpy()],
            probability=probabilities.gather(-1, first)[:, 0].double().numpy(),
            runner_up=labels[second[:, 0].numpy()],
            runner_up_probability=probabilities.gather(-1, second)[:, 0].double().numpy(),
        )


def classify_split(network: ClassifierNetwork, ids: Path, examples: Path, split: str, batch_size: int) -> Classified:
    """Let a network classify a split."""
    documents = Documents.read(ids, examples, split)
    log_probabilities = predict(network, documents, batch_size, f"score {split}")
    return Classified(log_probabilities, documents.examples["label"], network.labels)


def main(task: str, *, ids: Path, examples: Path, chosen: Path, refitted: Path, evaluation: Path) -> None:
    """Score train and valid with the chosen network, which has not learned from valid; test with the final one."""
    params = read_section(f"{task}.evaluate", Params)
    first, final = load_network(chosen), load_network(refitted)
    splits = {
        split: classify_split(network, ids, examples, split, params.batch_size)
        for split, network in {"train": first, "valid": first, "test": final}.items()
    }
    scores = {split: score_predictions(each.log_probabilities, each.classes) for split, each in splits.items()}
    test = splits["test"].predictions()
    with replacing(evaluation) as folder:
        folder.mkdir()
        write_metrics(folder / "scores.json", {"network": scores, "numerics": promise()})
        splits["valid"].predictions().write(folder / VALID)
        test.write(folder / TEST)
        classes = score_classes(final.labels, test)
        write_rows(folder / "classes.csv", ["label", "precision", "recall", "f1", "documents"], classes)


if __name__ == "__main__":
    run(main)
