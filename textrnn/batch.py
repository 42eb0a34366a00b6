"""What a network reads in one step."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Batch:
    """Inputs, as the network's `forward` takes them, and targets (class or token numbers)."""

    inputs: tuple[Tensor, ...]
    targets: Tensor
