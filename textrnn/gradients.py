"""The gradient of a batch from its shards, the same bits whichever process computed which shard."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from textrnn.processes import Processes


class Gradient:
    """The gradient of all weights in one row, with the loss behind it; each weight's `grad` is a part of the row.

    Shards are added up in their order, never in that in which processes are ready: floating-point sums depend on it.
    """

    def __init__(self, network: nn.Module, shards: int, processes: Processes) -> None:
        self.weights = list(network.parameters())
        self.shards = shards
        self.processes = processes
        size = sum(weight.numel() for weight in self.weights)
        device = self.weights[0].device
        self.mine = torch.zeros(processes.most(shards), size + 1, device=device)  # a row for each own shard
        self.row = torch.zeros(size + 1, device=device)
        for weight, part in zip(self.weights, self.parts(self.row), strict=True):
            weight.grad = part

    def parts(self, row: Tensor) -> list[Tensor]:
        """The part of a row that belongs to each weight, in its shape."""
        parts = torch.split(row[:-1], [weight.numel() for weight in self.weights])
        return [part.view_as(weight) for weight, part in zip(self.weights, parts, strict=True)]

    def compute(self, loss_of: Callable[[int], Tensor | None]) -> float:
        """Set the gradient of a loss that is the sum of what each shard has (None: nothing); return the loss."""
        for row, shard in zip(self.mine, self.processes.own(self.shards), strict=False):
            loss = loss_of(shard)
            if loss is None:
                row.zero_()
                continue
            for part, gradient in zip(self.parts(row), torch.autograd.grad(loss, self.weights), strict=True):
                write(gradient, part)
            row[-1] = loss.detach()
        first, *others = self.processes.gather(self.mine, self.shards)
        self.row.copy_(first)
        for other in others:
            self.row.add_(other)
        return self.row[-1].item()

    def clip(self, longest: float) -> None:
        """Scale the whole gradient down to a norm, if it is longer (Pascanu 2013, arXiv:1211.5063)."""
        norm = torch.linalg.vector_norm(self.row[:-1])
        if norm > longest:
            self.row[:-1].mul_(longest / norm)


def write(gradient: Tensor, place: Tensor) -> None:
    """Write a gradient. That of an embedding comes as a row for each token, most weights having none."""
    if gradient.is_sparse:
        place.zero_().index_add_(0, gradient._indices()[0], gradient._values())
    else:
        place.copy_(gradient)
