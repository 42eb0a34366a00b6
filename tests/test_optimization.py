"""Optimizers and schedules, held against PyTorch's own and against formulas."""

import math
from typing import Any

import pytest
import torch

from tests.test_training import INPUTS, TARGETS, network, params
from textrnn.optimization import learning_rate, make_optimizer
from textrnn.validation import total_loss


def test_adam_and_adamw_differ_in_their_weight_decay() -> None:
    for name, kind in (("adam", torch.optim.Adam), ("adamw", torch.optim.AdamW)):
        mine, theirs = network(), network()
        ours = make_optimizer(mine, params(optimizer=name, learning_rate=0.1, weight_decay=0.5, betas=[0.8, 0.9]))
        plain = kind(theirs.parameters(), lr=0.1, weight_decay=0.5, betas=(0.8, 0.9))
        for model, optimizer in ((mine, ours), (theirs, plain)):
            for _ in range(3):
                optimizer.zero_grad()
                total_loss(model(INPUTS), TARGETS).backward()  # type: ignore[no-untyped-call]
                optimizer.step()
        torch.testing.assert_close(mine.weight, theirs.weight)


def test_warm_up_and_schedules() -> None:
    def rates(**changes: Any) -> list[float]:
        return [learning_rate(step, 100, params(learning_rate=1.0, **changes)) for step in range(100)]

    assert rates(schedule="constant") == [1.0] * 100
    assert rates(schedule="linear") == pytest.approx([1 - step / 100 for step in range(100)])
    assert rates(schedule="cosine") == pytest.approx([(1 + math.cos(math.pi * step / 100)) / 2 for step in range(100)])
    warm = rates(schedule="linear", warmup=0.1)
    assert warm[:10] == pytest.approx([(step + 1) / 11 for step in range(10)])
    assert warm[10:] == pytest.approx([1 - step / 90 for step in range(90)])
