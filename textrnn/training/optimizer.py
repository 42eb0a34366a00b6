"""Optimizers, and how the learning rate runs."""

import math
from collections.abc import Iterable
from typing import Annotated, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from textrnn.params.section import Section
from textrnn.training.gradients import Gradient


class OptimizerParams(Section):
    """How weights are updated."""

    optimizer: Literal["adam", "adamw", "sgd"] = Field(description="how a gradient becomes a step")
    learning_rate: float = Field(gt=0, le=1000, description="the highest, after the warmup")
    momentum: float = Field(ge=0, lt=1, description="of sgd")
    betas: list[Annotated[float, Field(ge=0, lt=1)]] = Field(
        min_length=2, max_length=2, description="of adam and adamw: decay of the means of gradients and their squares"
    )
    weight_decay: float = Field(ge=0, le=1000, description="as the optimizer of PyTorch has it")
    schedule: Literal["constant", "linear", "cosine"] = Field(description="how the learning rate falls")
    warmup: float = Field(ge=0, lt=1, description="share of the steps in which the learning rate rises")
    gradient_clip: float = Field(gt=0, le=1e9, description="largest norm of a step's gradient")


class Optimizer:
    """Updates weights with their gradient; of the embeddings that are sparse only the rows that were read.

    A row that is not read stays as it is, and so do its moments, as in torch.optim.SparseAdam. The optimizer knows
    each table by a stand-in, which holds the rows of one step; what it remembers of all rows is kept in its state.
    """

    def __init__(self, gradient: Gradient, params: OptimizerParams) -> None:
        self.gradient = gradient
        self.stand_ins = [nn.Parameter(table.detach()[:0].clone()) for table in gradient.tables]
        self.torch_optimizer = make_optimizer([*gradient.dense, *self.stand_ins], params)

    def step(self, rate: float) -> None:
        """Update all weights."""
        for group in self.torch_optimizer.param_groups:
            group["lr"] = rate
        tables = list(zip(self.stand_ins, self.gradient.tables, self.gradient.rows, strict=True))
        for stand_in, table, rows in tables:
            stand_in.data, stand_in.grad = table.data.index_select(0, rows.numbers), rows.gradient
        whole = [self.lend_moments(stand_in, rows.numbers) for stand_in, _, rows in tables]
        self.torch_optimizer.step()
        for (stand_in, table, rows), moments in zip(tables, whole, strict=True):
            table.data[rows.numbers] = stand_in.data
            self.put_back(stand_in, table, rows.numbers, moments)

    def moments(self) -> dict[int, dict[str, Tensor]]:
        """What the optimizer remembers of each weight, by its number."""
        state: dict[int, dict[str, Tensor]] = self.torch_optimizer.state_dict()["state"]
        return state

    def load_moments(self, moments: dict[int, dict[str, Tensor]]) -> None:
        """The inverse of `moments`."""
        self.torch_optimizer.load_state_dict(self.torch_optimizer.state_dict() | {"state": moments})

    def lend_moments(self, stand_in: nn.Parameter, numbers: Tensor) -> dict[str, Tensor]:
        """Let the optimizer have the moments of some rows; returns those of all rows."""
        state = self.torch_optimizer.state[stand_in]
        whole = {name: value for name, value in state.items() if isinstance(value, Tensor) and value.dim()}
        state.update({name: value.index_select(0, numbers) for name, value in whole.items()})
        return whole

    def put_back(self, stand_in: nn.Parameter, table: Tensor, numbers: Tensor, whole: dict[str, Tensor]) -> None:
        """Let the optimizer's state hold the moments of all rows again."""
        state = self.torch_optimizer.state[stand_in]
        for name, value in state.items():
            if isinstance(value, Tensor) and value.dim():
                state[name] = whole[name] if name in whole else torch.zeros_like(table)
                state[name][numbers] = value


def make_optimizer(weights: Iterable[Tensor], params: OptimizerParams) -> torch.optim.Optimizer:
    """The optimizer that params name: SGD, Adam (Kingma 2015, arXiv:1412.6980), AdamW (arXiv:1711.05101).

    Only the fused Adam gives the same bits on every CPU.
    """
    rate, decay = params.learning_rate, params.weight_decay
    betas = (params.betas[0], params.betas[1])
    match params.optimizer:
        case "adam":
            return torch.optim.Adam(weights, lr=rate, betas=betas, weight_decay=decay, fused=True)
        case "adamw":
            return torch.optim.AdamW(weights, lr=rate, betas=betas, weight_decay=decay, fused=True)
        case "sgd":
            return torch.optim.SGD(weights, lr=rate, momentum=params.momentum, weight_decay=decay)


def learning_rate(step: int, steps: int, params: OptimizerParams) -> float:
    """The rate of a step: up over the warm-up, then as the schedule says, to zero at the end unless constant.

    The cosine is that of Loshchilov 2017 (arXiv:1608.03983), without restarts. The rate is rounded, so that the last
    bit of a C library's cosine cannot change the weights.
    """
    return round(params.learning_rate * share_of_rate(step, steps, params), 12)


def share_of_rate(step: int, steps: int, params: OptimizerParams) -> float:
    """Which part of the full learning rate a step has."""
    warmup = params.warmup * steps
    if step < warmup:
        return (step + 1) / (warmup + 1)
    left = (steps - step) / (steps - warmup)  # from 1 down to almost 0
    match params.schedule:
        case "constant":
            return 1.0
        case "linear":
            return left
        case "cosine":
            return (1 - math.cos(math.pi * left)) / 2
