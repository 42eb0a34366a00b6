"""Whether a classifier's probabilities can be believed: how often it is right where it says so, and where it is not."""

from typing import Any

import numpy as np

from textrnn.classification.predictions import Predictions, Shares
from textrnn.data.arrays import Integers
from textrnn.report.intervals import bootstrap, wilson

BINS = 10  # Of a reliability diagram: all as wide.
POINTS = 100  # Of a risk-coverage curve.
GROUPS = 8  # Of documents by length: all of about as many.
Row = dict[str, Any]


def bin_numbers(probability: Shares) -> Integers:
    """The bin of each document (documents,): the first is up to 0.1, the last above 0.9."""
    return np.clip(np.ceil(probability * BINS).astype(np.int64) - 1, 0, BINS - 1)


def reliability_diagram(predictions: Predictions) -> list[Row]:
    """Of each bin that has documents: its bounds, how sure the classifier is on average, how often it is right."""
    numbers = bin_numbers(predictions.probability)
    return [
        {"from": number / BINS, "to": (number + 1) / BINS, "confidence": float(predictions.probability[own].mean())}
        | share_right(predictions, own)
        for number in range(BINS)
        if len(own := np.flatnonzero(numbers == number))
    ]


def share_right(predictions: Predictions, documents: Integers) -> Row:
    """How many of some documents are right, with the interval of the share."""
    right = int(predictions.is_right[documents].sum())
    count = len(documents)
    return {"documents": count, "accuracy": right / count, "interval": wilson(right, count)}


def calibration_error(predictions: Predictions) -> Row:
    """The expected calibration error (Guo 2017, arXiv:1706.04599), with an interval by a bootstrap over documents.

    The distance between confidence and accuracy of a bin, averaged over documents. It is never negative, so that of a
    perfectly calibrated classifier is above 0, too, the more so the fewer documents there are.
    """
    numbers = bin_numbers(predictions.probability)
    gaps = predictions.probability - predictions.is_right

    def error(documents: Integers) -> float:
        sums = np.bincount(numbers[documents], gaps[documents], BINS)
        return float(np.abs(sums).sum() / len(documents))

    count = len(numbers)
    return {"expected_calibration_error": error(np.arange(count)), "interval": bootstrap(error, count)}


def risk_coverage(predictions: Predictions) -> list[Row]:
    """Accuracy where only the surest documents are answered, from few to all of them (El-Yaniv 2010)."""
    order = np.argsort(-predictions.probability, kind="stable")
    accuracy = np.cumsum(predictions.is_right[order]) / np.arange(1, len(order) + 1)
    last = np.unique(np.linspace(0, len(order), min(POINTS, len(order)) + 1).round().astype(np.int64)[1:]) - 1
    columns = (
        ((last + 1) / len(order)).tolist(),
        predictions.probability[order][last].tolist(),
        accuracy[last].tolist(),
    )
    return [
        {"answered": answered, "threshold": threshold, "accuracy": right}
        for answered, threshold, right in zip(*columns, strict=True)
    ]


def accuracy_by_length(predictions: Predictions, lengths: Integers) -> list[Row]:
    """Accuracy of documents from short to long, in groups of about as many; of equal length, all are in one.

    lengths: (documents,) in tokens
    """
    cuts = np.unique(np.quantile(lengths, np.arange(1, GROUPS) / GROUPS, method="inverted_cdf"))
    groups = np.searchsorted(cuts, lengths)
    return [
        {"shortest": int(lengths[own].min()), "longest": int(lengths[own].max())} | share_right(predictions, own)
        for number in range(len(cuts) + 1)
        if len(own := np.flatnonzero(groups == number))
    ]
