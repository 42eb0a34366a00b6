"""How well each class is told from the others."""

from collections.abc import Sequence
from typing import Protocol

from sklearn.metrics import precision_recall_fscore_support

from textrnn.classification.metrics import Labels

ClassScore = tuple[str, float, float, float, int]


class Labelled(Protocol):
    """The labels of documents (documents,): the actual ones, and those that are predicted."""

    @property
    def actual(self) -> Labels: ...  # noqa: D102

    @property
    def predicted(self) -> Labels: ...  # noqa: D102


def score_classes(labels: Sequence[str], predictions: Labelled) -> list[ClassScore]:
    """Precision, recall, F1 and support of each class that occurs."""
    actual, predicted = predictions.actual.tolist(), predictions.predicted.tolist()
    occurring = {*actual, *predicted}
    present = [label for label in labels if label in occurring]
    scores = precision_recall_fscore_support(actual, predicted, labels=present, zero_division=0)
    return list(zip(present, *(column.tolist() for column in scores), strict=True))
