"""Temperature scaling: makes what a trained classifier says probabilities, and leaves every decision as it is."""

import math
from collections.abc import Iterable

import torch
from scipy.optimize import minimize_scalar
from torch import Tensor
from torch.nn.functional import cross_entropy

from textrnn.classification.network import ClassifierNetwork
from textrnn.nn.batch import Batch


@torch.no_grad()
def calibrate(network: ClassifierNetwork, batches: Iterable[Batch]) -> float:
    """The temperature that makes what a trained network says of these documents probabilities."""
    outputs = [(network(*batch.inputs), batch.targets) for batch in batches]
    logits, labels = (torch.cat(parts) for parts in zip(*outputs, strict=True))
    return fit_temperature(logits, labels)


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """What to divide logits (documents, classes) by, so that the labels (documents,) cost the fewest nats.

    Guo 2017, arXiv:1706.04599. Labels are smoothed, the more the fewer there are (Platt 1999, "Probabilistic outputs
    for support vector machines"): some fifty that are all right would else ask for certainty. It is rounded, as is a
    metric.
    """
    smoothing = 1 / (len(labels) + 2)

    def loss(exponent: float) -> float:
        return cross_entropy(logits.double() / math.exp(exponent), labels, label_smoothing=smoothing).item()

    return round(math.exp(minimize_scalar(loss, bounds=(-math.log(10), math.log(10)), method="bounded").x), 3)
