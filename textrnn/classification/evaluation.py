"""What a classifier says of the documents of valid and test, as `evaluate` and `ensemble` write it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from textrnn.classification.class_scores import score_classes
from textrnn.classification.metrics import score_labels
from textrnn.classification.predictions import TEST, VALID, Predictions
from textrnn.data.arrays import Integers
from textrnn.files import write_rows

LOGITS = {"valid": "valid_logits.npy", "test": "test_logits.npy"}


@dataclass(frozen=True)
class Classified:
    """What a classifier says of the documents of one split, and what they are."""

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


def write_predictions(folder: Path, valid: Classified, test: Classified) -> None:
    """Write the predictions for both splits, and the scores of each class on test."""
    valid.predictions().write(folder / VALID)
    on_test = test.predictions()
    on_test.write(folder / TEST)
    classes = score_classes(test.labels, on_test)
    write_rows(folder / "classes.csv", ["label", "precision", "recall", "f1", "documents"], classes)


def score_predictions(log_probabilities: Tensor, labels: Integers) -> dict[str, float]:
    """Accuracy, macro-F1 and mean cross-entropy in nats."""
    loss = torch.nn.functional.nll_loss(log_probabilities, torch.from_numpy(labels.astype(np.int64)))
    return score_labels(labels, log_probabilities.argmax(dim=-1).numpy()) | {"loss": loss.item()}
