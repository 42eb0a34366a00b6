"""Optimizers and schedules, held against PyTorch's own and against formulas."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.training.test_trainer import params
from textrnn.distributed.process_group import SINGLE_PROCESS
from textrnn.training.gradients import Gradient
from textrnn.training.optimizer import Optimizer, Step, initial_state
from textrnn.training.schedule import learning_rate

WIDE = torch.linspace(-1, 1, 999)


@pytest.mark.parametrize(("name", "momentum"), [("adam", 0.9), ("adamw", 0.9), ("sgd", 0.9), ("sgd", 0.0)])
def test_every_optimizer_is_that_of_torch(name: str, momentum: float) -> None:
    common: dict[str, Any] = {"lr": 0.1, "weight_decay": 0.5}
    theirs: dict[str, Callable[[list[Tensor]], torch.optim.Optimizer]] = {
        "adam": partial(torch.optim.Adam, betas=(0.8, 0.9), fused=True, **common),  # The others round their square
        "adamw": partial(torch.optim.AdamW, betas=(0.8, 0.9), fused=True, **common),  # roots as each CPU does.
        "sgd": partial(torch.optim.SGD, momentum=momentum, **common),
    }
    ours = params(optimizer=name, weight_decay=0.5, betas=[0.8, 0.9], momentum=momentum)
    weight = nn.Parameter(WIDE.clone())
    reference = nn.Parameter(WIDE.clone())
    optimizer, states = theirs[name]([reference]), [initial_state(weight, ours)]
    for power in (1, 2, 3):
        reference.grad = reference.detach() ** power
        optimizer.step()
        with torch.no_grad():
            Step([weight], [weight.detach() ** power], states, 0.1).take(ours)
    assert torch.equal(weight, reference)


BATCHES = torch.tensor([[0, 1, 1], [2, 0, 2], [1, 1, 1], [2, 3, 0]])  # Of 6 rows two are never read, one is once.


def table() -> nn.Embedding:
    embedding = nn.Embedding(6, 2, sparse=True)
    embedding.weight.data.copy_(torch.arange(12.0).view(6, 2))
    return embedding


def updated_table(**changes: Any) -> Tensor:
    """An embedding after a step for each batch, each lowering the sum of squares of what was read."""
    embedding = table()
    network = nn.Sequential(embedding, nn.Linear(2, 1))  # Its head counts for nothing.
    gradient = Gradient(network, 1, SINGLE_PROCESS)
    updates = Optimizer(gradient, params(learning_rate=0.1, **changes))

    def loss_of(batch: Tensor, _shard: int) -> Tensor:
        loss: Tensor = embedding(batch).square().sum() + 0 * network(batch).sum()
        return loss

    for batch in BATCHES:
        gradient.compute(partial(loss_of, batch))
        updates.step(0.1)
    return embedding.weight.detach()


def test_adam_of_rows_is_sparse_adam() -> None:
    theirs = table()
    optimizer: Any = torch.optim.SparseAdam(theirs.parameters(), lr=0.1, betas=(0.8, 0.9))
    for batch in BATCHES:
        optimizer.zero_grad()
        theirs(batch).square().sum().backward()
        optimizer.step()
    ours = updated_table(optimizer="adam", betas=[0.8, 0.9], weight_decay=0.0)
    torch.testing.assert_close(ours, theirs.weight.detach())


def test_rows_that_are_not_read_have_neither_momentum_nor_decay() -> None:
    table = torch.arange(12.0).view(6, 2)
    speed = torch.zeros_like(table)
    for batch in BATCHES:
        for row in batch.unique():
            gradient = 2 * (batch == row).sum() * table[row] + 0.01 * table[row]
            speed[row] = 0.9 * speed[row] + gradient
            table[row] -= 0.1 * speed[row]
    torch.testing.assert_close(updated_table(optimizer="sgd", momentum=0.9, weight_decay=0.01), table)


def test_adamw_lets_only_rows_that_are_read_decay() -> None:
    table = torch.arange(12.0).view(6, 2)
    mean, square = torch.zeros_like(table), torch.zeros_like(table)
    for step, batch in enumerate(BATCHES, start=1):
        for row in batch.unique():
            gradient = 2 * (batch == row).sum() * table[row]
            mean[row] = 0.8 * mean[row] + 0.2 * gradient
            square[row] = 0.9 * square[row] + 0.1 * gradient**2
            table[row] *= 1 - 0.1 * 0.5
            table[row] -= 0.1 * mean[row] / (1 - 0.8**step) / ((square[row] / (1 - 0.9**step)).sqrt() + 1e-8)
    found = updated_table(optimizer="adamw", betas=[0.8, 0.9], weight_decay=0.5)
    torch.testing.assert_close(found, table)
    assert found[4:].tolist() == [[8, 9], [10, 11]]


def test_warm_up_and_schedules() -> None:
    def rates(**changes: Any) -> list[float]:
        return [learning_rate(step, 100, params(learning_rate=1.0, **changes)) for step in range(100)]

    assert rates(schedule="constant") == [1.0] * 100
    assert rates(schedule="linear") == pytest.approx([1 - step / 100 for step in range(100)])
    assert rates(schedule="cosine") == pytest.approx([(1 + math.cos(math.pi * step / 100)) / 2 for step in range(100)])
    for schedule in ("constant", "linear", "cosine"):
        warm = rates(schedule=schedule, warmup=0.1)
        assert warm[:10] == pytest.approx([(step + 1) / 11 for step in range(10)])
        assert warm[10:] == pytest.approx(
            [learning_rate(step, 90, params(learning_rate=1.0, schedule=schedule)) for step in range(90)]
        )
