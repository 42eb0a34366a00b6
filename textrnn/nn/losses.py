"""What training minimizes."""

from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

LossName = Literal["cross_entropy", "squared_hinge"]


def total_loss(
    logits: Tensor,
    targets: Tensor,
    name: LossName = "cross_entropy",
    label_smoothing: float = 0.0,
    class_weight: Tensor | None = None,
) -> Tensor:
    """The loss of all targets together; logits (batch, classes) or (batch, time, classes).

    Cross-entropy is in nats; only it knows label smoothing (Szegedy 2016, arXiv:1512.00567). What a target costs is
    multiplied by the weight of its class (classes,).
    """
    logits, targets = logits.flatten(0, -2), targets.flatten()
    if name == "squared_hinge":
        return squared_hinge(logits, targets, class_weight)
    return cross_entropy(logits, targets, class_weight, label_smoothing=label_smoothing, reduction="sum")


def squared_hinge(logits: Tensor, targets: Tensor, class_weight: Tensor | None = None) -> Tensor:
    """Each class against the rest, as a linear SVM has it: logits of targets should exceed 1, all others lie below -1.

    What is beyond costs nothing (Tang 2013, arXiv:1306.0239). Such logits become probabilities by a temperature.
    The weight of a class is for the logit of its targets, as in scikit-learn's LinearSVC.
    """
    sides = torch.full_like(logits, -1.0).scatter(-1, targets[:, None], 1.0)
    costs = (1 - sides * logits).clamp(min=0).square()
    if class_weight is not None:
        costs = costs.scatter(-1, targets[:, None], costs.gather(-1, targets[:, None]) * class_weight[targets][:, None])
    return costs.sum()
