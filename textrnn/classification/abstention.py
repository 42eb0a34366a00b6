"""When a classifier should rather not answer: below a threshold of probability, chosen on the validation split."""

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from textrnn.params.section import Section

if TYPE_CHECKING:
    from textrnn.classification.predictions import Predictions  # Loading a classifier needs none of what it imports.


class Abstention(Section):
    """The threshold, what it was chosen for, and what it does on test."""

    min_accuracy: float = Field(gt=0, le=1)
    threshold: float | None = Field(ge=0, le=1)  # None where none reaches that accuracy on valid.
    answered: float = Field(ge=0, le=1)  # Share of the test documents,
    accuracy: float | None = Field(ge=0, le=1)  # and that of the answers which is right.


def choose_threshold(valid: "Predictions", min_accuracy: float) -> float | None:
    """The lowest probability for which enough of the answers are right: of those with as much, or more."""
    order = np.argsort(-valid.probability, kind="stable")
    probability = valid.probability[order]
    accuracy = np.cumsum(valid.is_right[order]) / np.arange(1, len(order) + 1)
    is_last_of_equals = np.append(probability[:-1] > probability[1:], True)
    reaching = np.flatnonzero((accuracy >= min_accuracy) & is_last_of_equals)
    return float(probability[reaching[-1]]) if len(reaching) else None


def abstention(valid: "Predictions", test: "Predictions", min_accuracy: float) -> Abstention:
    """A threshold chosen on valid, and what it does on test."""
    threshold = choose_threshold(valid, min_accuracy)
    is_answered = test.probability >= (np.inf if threshold is None else threshold)
    right = test.is_right[is_answered]
    return Abstention(
        min_accuracy=min_accuracy,
        threshold=threshold,
        answered=float(is_answered.mean()),
        accuracy=float(right.mean()) if len(right) else None,
    )


def threshold_of(config: dict[str, Any]) -> float | None:
    """The threshold in the configuration of a model; None where it has none.

    Raises:
        ValueError: it is no such rule.
    """
    written = config.get("abstention")
    return None if written is None else Abstention.model_validate(written).threshold
