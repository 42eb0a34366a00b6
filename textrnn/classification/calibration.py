"""Temperatures, which make probabilities of logits."""

import math

from torch import Tensor
from torch.nn.functional import cross_entropy


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """What to divide logits (documents, classes) by, so that the labels (documents,) cost the fewest nats.

    Guo 2017, arXiv:1706.04599. Labels are smoothed, the more the fewer there are (Platt 1999, "Probabilistic outputs
    for support vector machines"): some fifty that are all right would else ask for certainty. It is rounded, as is a
    metric.
    """
    # Not at the top: it takes a second, and all processes of a training import this module.
    from scipy.optimize import minimize_scalar  # noqa: PLC0415

    smoothing = 1 / (len(labels) + 2)

    def loss(exponent: float) -> float:
        return cross_entropy(logits.double() / math.exp(exponent), labels, label_smoothing=smoothing).item()

    return round(math.exp(minimize_scalar(loss, bounds=(-math.log(10), math.log(10)), method="bounded").x), 3)
