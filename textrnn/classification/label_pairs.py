"""The labels that documents have beside those that a classifier gives them, and how well they agree."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from textrnn.classification.class_scores import score_classes
from textrnn.classification.intervals import score_intervals
from textrnn.classification.metrics import Labels, score_labels


class LabelPairs:
    """Grows by a pair of labels for each document; `known` are those of the classifier, and others are never right."""

    def __init__(self, known: Sequence[str]) -> None:
        self.known = list(known)
        self.names = {label: label for label in known}  # Each label is in memory once, however many documents have it.
        self.pairs: tuple[list[str], list[str]] = ([], [])

    def add(self, actual: str, predicted: str) -> None:
        """Add the labels of a document."""
        for labels, label in zip(self.pairs, (actual, predicted), strict=True):
            labels.append(self.names.setdefault(label, label))

    @property
    def actual(self) -> Labels:
        """The labels that the documents have (documents,)."""
        return np.array(self.pairs[0], dtype=object)

    @property
    def predicted(self) -> Labels:
        """The labels that they are given (documents,)."""
        return np.array(self.pairs[1], dtype=object)

    @property
    def unknown(self) -> Counter[str]:
        """How many documents each label has that the classifier does not know."""
        counts = Counter(self.pairs[0])
        return Counter({label: counts[label] for label in sorted(counts.keys() - set(self.known))})

    @property
    def confusions(self) -> Counter[tuple[str, str]]:
        """How many documents have a label and are given one, for each such pair, the right ones as well."""
        return Counter(zip(*self.pairs, strict=True))

    @property
    def of_known_labels(self) -> dict[str, Any]:
        """How many documents have a label that the classifier knows, and the scores on these alone."""
        known = set(self.known)
        is_known = np.array([label in known for label in self.pairs[0]])
        return {"documents": int(is_known.sum()), **score_labels(self.actual[is_known], self.predicted[is_known])}

    def scores(self) -> dict[str, Any]:
        """Accuracy and macro-F1 over the classes that the documents have, with their intervals; those of each class."""
        actual, predicted = self.actual, self.predicted
        names = ("precision", "recall", "f1", "documents")
        classes = score_classes([*self.known, *self.unknown], self)
        return {
            **score_labels(actual, predicted),
            "intervals": score_intervals(actual, predicted),
            "classes": {label: dict(zip(names, numbers, strict=True)) for label, *numbers in classes},
        }
