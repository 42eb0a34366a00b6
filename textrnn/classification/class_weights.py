"""What training does for classes that have few documents: it weighs theirs more, or asks more of their logits."""

import math
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


def logit_adjustment(strength: float, labels: Integers, classes: int) -> Tensor | None:
    """What training adds to the logit of each class (classes,): the logarithm of its share times a strength.

    So the logit of a small class must be so much higher, which it then is where nothing is added any more
    (Menon 2021, arXiv:2007.07314). None for a strength of 0.
    """
    if not strength:
        return None
    counts = np.bincount(labels.astype(np.int64), minlength=classes).tolist()
    # Rounded, so that the last bit of a C library's logarithm cannot change the weights.
    return torch.tensor([round(strength * math.log(max(count, 1) / len(labels)), 6) for count in counts])
