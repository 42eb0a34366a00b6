"""Metrics of labels, whoever predicted them."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, f1_score

Labels = NDArray[np.generic]


def score_labels(actual: Labels, predicted: Labels) -> dict[str, float]:
    """Accuracy, and F1 averaged over the classes that occur, rare ones weighing as much as others."""
    return {
        "accuracy": float(accuracy_score(actual, predicted)),
        "macro_f1": float(f1_score(actual, predicted, average="macro", labels=np.unique(actual), zero_division=0)),
    }


def mcnemar(actual: Labels, network: Labels, baseline: Labels) -> dict[str, int | float]:
    """How many documents only one of two models gets right, and the p-value of McNemar's exact test.

    It is the chance of such a difference, or a larger one, if both were equally good on texts of this kind.
    """
    only_network = int(((network == actual) & (baseline != actual)).sum())
    only_baseline = int(((network != actual) & (baseline == actual)).sum())
    different = only_network + only_baseline
    p_value = float(binomtest(only_network, different).pvalue) if different else 1.0
    return {"only_network_right": only_network, "only_baseline_right": only_baseline, "p_value": p_value}
