"""Vectors of tokens on disk, from which an embedding starts."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from textrnn.errors import reading


def read_vectors(path: Path) -> Tensor:
    """The vectors of all tokens (vocabulary, features)."""
    with reading(path):
        vectors = np.load(path)
        if vectors.ndim != 2 or vectors.dtype != np.float32:
            raise ValueError(f"it holds {vectors.dtype} {vectors.shape}, not a float32 vector for each token")
    return torch.from_numpy(vectors)
