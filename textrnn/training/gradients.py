"""The gradient of a batch from its shards, the same bits whichever process computed which shard.

Shards are added up in their order, never in that in which processes are ready: floating-point sums depend on it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from textrnn.distributed.process_group import ProcessGroup


class Rows(NamedTuple):
    """The rows of an embedding that were read (count,), each once, and their gradient (count, features)."""

    numbers: Tensor
    gradient: Tensor


def no_rows(table: Tensor) -> Rows:
    """Of a shard that has read nothing."""
    return Rows(table.new_zeros(0, dtype=torch.long), table.new_zeros(0, table.shape[1]))


class Gradient:
    """The gradient of all weights, with the loss behind it.

    Each dense weight's `grad` is a part of one row of numbers. Of the embeddings that are sparse, `tables`, only the
    `rows` that were read have a gradient: few of many, so neither are the others sent, nor added up, nor updated.
    """

    def __init__(self, network: nn.Module, shards: int, group: ProcessGroup) -> None:
        embeddings = [module for module in network.modules() if isinstance(module, nn.Embedding) and module.sparse]
        self.tables: list[Tensor] = [embedding.weight for embedding in embeddings]
        self.dense = [weight for weight in network.parameters() if not any(weight is table for table in self.tables)]
        self.rows: list[Rows] = []
        self.shards = shards
        self.group = group
        size = sum(weight.numel() for weight in self.dense) + 1
        self.own = torch.zeros(group.max_shards(shards), size, device=self.dense[0].device)  # a row for each own shard
        self.total = torch.zeros_like(self.own[0])
        for weight, part in zip(self.dense, self.parts(self.total), strict=True):
            weight.grad = part

    def parts(self, row: Tensor) -> list[Tensor]:
        """The part of a row that belongs to each dense weight, in its shape."""
        parts = torch.split(row[:-1], [weight.numel() for weight in self.dense])
        return [part.view_as(weight) for weight, part in zip(self.dense, parts, strict=True)]

    def compute(self, loss_of: Callable[[int], Tensor | None]) -> float:
        """Set the gradient of a loss that is the sum of what each shard has (None: nothing); return the loss."""
        read: list[list[Rows]] = []  # of each own shard and each table
        for row, shard in zip(self.own, self.group.own_shards(self.shards), strict=False):
            loss = loss_of(shard)
            if loss is None:
                row.zero_()
                read.append([no_rows(table) for table in self.tables])
                continue
            dense, sparse = self.of_loss(loss)
            for part, gradient in zip(self.parts(row), dense, strict=True):
                part.copy_(gradient)
            row[-1] = loss.detach()
            read.append([Rows(gradient.indices()[0], gradient.values()) for gradient in sparse])
        first, *others = self.group.gather_shards(self.own, self.shards)
        self.total.copy_(first)
        for other in others:
            self.total.add_(other)
        self.rows = list(self.add_rows(read))
        return self.total[-1].item()

    def of_loss(self, loss: Tensor) -> tuple[Sequence[Tensor], Sequence[Tensor]]:
        """The gradient of a loss for each dense weight, and for each table, which comes as a row for each token."""
        gradients = torch.autograd.grad(loss, [*self.dense, *self.tables])
        return gradients[: len(self.dense)], [gradient.coalesce() for gradient in gradients[len(self.dense) :]]

    def add_rows(self, read: list[list[Rows]]) -> Iterator[Rows]:
        """For each table the rows that any shard has read, with the sum of their gradients."""
        if not self.tables:
            return
        counts = torch.zeros(len(self.own), len(self.tables), dtype=torch.long)
        counts[: len(read)] = torch.tensor([[len(rows.numbers) for rows in shard] for shard in read])
        most = torch.stack(self.group.gather_shards(counts, self.shards)).amax(dim=0).tolist()
        for table, size, *rows_of_shards in zip(self.tables, most, *read, strict=True):
            yield self.add_up(table, size, rows_of_shards)

    def add_up(self, table: Tensor, size: int, rows_of_shards: list[Rows]) -> Rows:
        """The rows of one table, of which each shard has read at most so many."""
        numbers = torch.full((len(self.own), size), -1, device=table.device)
        gradients = table.new_zeros(len(self.own), size, table.shape[1])
        for place, rows in enumerate(rows_of_shards):
            numbers[place, : len(rows.numbers)] = rows.numbers
            gradients[place, : len(rows.numbers)] = rows.gradient
        gathered = torch.cat(self.group.gather_shards(numbers, self.shards))
        values = torch.cat(self.group.gather_shards(gradients, self.shards))[gathered >= 0]
        unique, places = torch.unique(gathered[gathered >= 0], return_inverse=True)
        return Rows(unique, table.new_zeros(len(unique), table.shape[1]).index_add_(0, places, values))

    def clip(self, longest: float) -> None:
        """Scale the whole gradient down to a norm, if it is longer (Pascanu 2013, arXiv:1211.5063)."""
        parts = [self.total[:-1], *(rows.gradient for rows in self.rows)]
        norm = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(part) for part in parts]))
        if norm > longest:
            for part in parts:
                part.mul_(longest / norm)
