"""What documents of each class weigh in training, where some classes have few."""

from typing import Literal

import numpy as np
import torch
from torch import Tensor

from textrnn.data.arrays import Integers

ClassWeight = Literal["none", "balanced", "effective"]


def class_weights(kind: ClassWeight, labels: Integers, classes: int) -> Tensor | None:
    """The weight of each class (classes,), from the labels of training (documents,) as numbers.

    A class without documents weighs nothing, and the mean over all documents is 1.
    `balanced`: the inverse of how many documents a class has, as scikit-learn's. `effective`: that of their effective
    number (1 - b^n) / (1 - b), where b is 1 - 1 / documents (Cui 2019, arXiv:1901.05555).
    """
    if kind == "none":
        return None
    counts = np.bincount(labels.astype(np.int64), minlength=classes).astype(np.float64)
    size = counts.sum()
    numbers = counts if kind == "balanced" else size * (1 - (1 - 1 / size) ** counts)
    inverse = np.divide(1, numbers, out=np.zeros_like(numbers), where=numbers > 0)
    return torch.from_numpy(inverse * size / (inverse @ counts)).float()
