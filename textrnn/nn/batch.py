"""What a network reads in one step, the state that it carries, and what training needs of a network."""

from dataclasses import dataclass
from typing import NamedTuple, Self

import torch
from torch import Tensor, nn


class State(NamedTuple):
    """What stacked LSTMs remember of each row of the batch before, through which no gradient flows."""

    hidden: Tensor  # (rows, layers, hidden size)
    cell: Tensor  # (rows, layers, hidden size)
    last_token: Tensor  # (rows, 1), with which the next bigram begins

    def for_rows(self, continues: Tensor) -> "State":
        """The state of the first rows: as it is where a row continues (1), zeros where it starts again (0)."""
        count = len(continues)
        mask = continues[:, None]
        hidden, cell = (values[:count] * mask[:, None] for values in (self.hidden, self.cell))
        return State(hidden, cell, self.last_token[:count] * mask.long())


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
    """What can be trained. `class_weight` (classes,), if there is one, is for the loss of training alone."""

    class_weight: Tensor | None

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("class_weight", None, persistent=False)

    @property
    def classes(self) -> int:
        """How many logits it gives."""
        raise NotImplementedError

    def read(self, inputs: tuple[Tensor, ...], state: State | None = None) -> tuple[Tensor, State | None]:
        """Logits (…, classes) of a batch, and the state for the next one: here none."""
        return self(*inputs), None

    def fold(self) -> None:
        """Bring what training alone needs as separate weights into those that are kept."""

    def config(self) -> dict[str, object]:
        """What the network is built from, besides its weights."""
        raise NotImplementedError
