"""The gradient of a batch, held against PyTorch's own."""

import pytest
import torch
from torch import Tensor, nn

from textrnn.distributed.process_group import SINGLE_PROCESS
from textrnn.training.gradients import Gradient

TOKENS = torch.randint(0, 20, (7, 5), generator=torch.Generator().manual_seed(1))  # Some of 20 twice, some never.


def network(sparse: bool) -> nn.Sequential:
    torch.manual_seed(2)
    return nn.Sequential(nn.Embedding(20, 3, sparse=sparse), nn.Flatten(), nn.Linear(15, 1))


@pytest.mark.parametrize("shards", [1, 2, 3, 9])
@pytest.mark.parametrize("longest", [1e9, 0.5])
def test_the_gradient_of_shards_is_that_of_the_batch(shards: int, longest: float) -> None:
    mine, theirs = network(sparse=True), network(sparse=False)
    gradient = Gradient(mine, shards, SINGLE_PROCESS)

    def loss_of(shard: int) -> Tensor | None:
        rows = TOKENS[shard::shards]
        return mine(rows).square().sum() if len(rows) else None

    for _ in range(2):  # Nothing of a step is left in the next.
        loss = gradient.compute(loss_of)
        gradient.clip(longest)
    whole = theirs(TOKENS).square().sum()
    torch.autograd.backward(whole)
    nn.utils.clip_grad_norm_(theirs.parameters(), longest)
    assert loss == pytest.approx(whole.item())
    table, *others = theirs.parameters()
    (rows,) = gradient.rows
    assert table.grad is not None
    assert rows.numbers.tolist() == sorted(set(TOKENS.flatten().tolist()))
    torch.testing.assert_close(torch.zeros(20, 3).index_copy(0, rows.numbers, rows.gradient), table.grad)
    for weight, other in zip(gradient.dense, others, strict=True):
        torch.testing.assert_close(weight.grad, other.grad)
