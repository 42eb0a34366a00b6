"""95 % intervals of accuracy and macro-F1."""

import numpy as np

from textrnn.classification.metrics import Labels
from textrnn.data.arrays import Integers
from textrnn.report.intervals import bootstrap, wilson


def score_intervals(actual: Labels, predicted: Labels) -> dict[str, list[float]]:
    """Both ends for each score of `score_labels`: Wilson's for accuracy, for macro-F1 a bootstrap over documents."""
    return {
        "accuracy": wilson(int((actual == predicted).sum()), len(actual)),
        "macro_f1": macro_f1_interval(actual, predicted),
    }


def macro_f1_interval(actual: Labels, predicted: Labels) -> list[float]:
    """Both ends; each resample is averaged over the classes that occur in it."""
    labels, numbers = np.unique(np.concatenate([actual, predicted]), return_inverse=True)
    pairs = numbers.reshape(2, -1)
    return bootstrap(lambda documents: macro_f1(pairs[:, documents], len(labels)), len(actual))


def macro_f1(pairs: Integers, classes: int) -> float:
    """Macro-F1 by counting the numbers of classes and of predicted classes (2, documents)."""
    actual, predicted = pairs
    counts, right = (np.bincount(numbers, minlength=classes) for numbers in (actual, actual[actual == predicted]))
    mentioned = counts + np.bincount(predicted, minlength=classes)
    scores = 2 * right / mentioned.clip(min=1)
    return float(scores[counts > 0].mean())
