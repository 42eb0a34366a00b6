"""Metrics of labels, whoever predicted them."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score

Labels = NDArray[np.generic]


def score_labels(actual: Labels, predicted: Labels) -> dict[str, float]:
    """Accuracy, and F1 averaged over the classes that occur, rare ones weighing as much as others."""
    return {
        "accuracy": float(accuracy_score(actual, predicted)),
        "macro_f1": float(f1_score(actual, predicted, average="macro", labels=np.unique(actual), zero_division=0)),
    }
