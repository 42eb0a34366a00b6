"""What a network reads in one step, and what can read it."""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn

Memory = Tensor | None  # What a network remembers of the batch before (…, rows, features); None at the start.


@dataclass(frozen=True)
class Batch:
    """Inputs, as the network's `forward` takes them, and targets (class or token numbers); a row for each example."""

    inputs: tuple[Tensor, ...]
    targets: Tensor

    def to(self, device: torch.device) -> Self:
        """The same on another device."""
        return type(self)(tuple(values.to(device) for values in self.inputs), self.targets.to(device))

    def shard(self, number: int, count: int) -> Self:
        """One of so many parts: every so many-th row, so that a row of a stream stays in its shard."""
        return type(self)(tuple(values[number::count] for values in self.inputs), self.targets[number::count])


class Network(nn.Module):
    """What can be trained."""

    def read(self, inputs: tuple[Tensor, ...], memory: Memory = None) -> tuple[Tensor, Memory]:
        """Logits (…, classes) of a batch, and what the network remembers for the next one: here nothing."""
        return self(*inputs), None
