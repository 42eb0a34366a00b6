"""Optimizers, and how the learning rate runs."""

import math
from typing import Annotated, Literal

import torch
from pydantic import Field
from torch import Tensor
from torch.optim.adam import adam
from torch.optim.sgd import sgd

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

    A row that is not read stays as it is, and so do its moments, as in torch.optim.SparseAdam. The functions behind
    torch.optim's classes do it: the classes themselves load PyTorch's compiler, which takes two seconds.
    """

    def __init__(self, gradient: Gradient, params: OptimizerParams) -> None:
        self.gradient = gradient
        self.params = params
        self.weights = [*gradient.dense, *gradient.tables]
        self.moments = [new_moments(weight, params) for weight in self.weights]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Update all weights."""
        gradients = [weight.grad for weight in self.gradient.dense if weight.grad is not None]
        gradients += [rows.gradient for rows in self.gradient.rows]
        numbers = [None] * len(self.gradient.dense) + [rows.numbers for rows in self.gradient.rows]
        weights = [select(weight, rows) for weight, rows in zip(self.weights, numbers, strict=True)]
        moments = [
            {name: select(values, rows) for name, values in whole.items()}
            for whole, rows in zip(self.moments, numbers, strict=True)
        ]
        update(weights, gradients, moments, rate, self.params)
        for place, rows in enumerate(numbers):
            put_back(self.weights[place], rows, weights[place])
            for name, values in moments[place].items():
                put_back(self.moments[place][name], rows, values)


def new_moments(weight: Tensor, params: OptimizerParams) -> dict[str, Tensor]:
    """What the optimizer remembers of a weight, before the first step."""
    if params.optimizer == "sgd":
        return {"momentum_buffer": torch.zeros_like(weight)} if params.momentum else {}
    return {
        "step": torch.zeros((), device=weight.device),
        "exp_avg": torch.zeros_like(weight),
        "exp_avg_sq": torch.zeros_like(weight),
    }


def select(values: Tensor, rows: Tensor | None) -> Tensor:
    """A copy of some rows, or (None) all of them as they are; so is a number that counts for each row."""
    return values if rows is None or not values.dim() else values.index_select(0, rows)


def put_back(whole: Tensor, rows: Tensor | None, values: Tensor) -> None:
    """The inverse of `select`."""
    if whole is not values:
        whole[rows] = values


def update(
    weights: list[Tensor],
    gradients: list[Tensor],
    moments: list[dict[str, Tensor]],
    rate: float,
    params: OptimizerParams,
) -> None:
    """One step of SGD, Adam (Kingma 2015, arXiv:1412.6980) or AdamW (arXiv:1711.05101), in place.

    Only the fused Adam gives the same bits on every CPU.
    """
    if params.optimizer == "sgd":
        sgd(
            weights,
            gradients,
            [moment.get("momentum_buffer") for moment in moments],
            weight_decay=params.weight_decay,
            momentum=params.momentum,
            lr=rate,
            dampening=0,
            nesterov=False,
            maximize=False,
        )
        return
    adam(
        weights,
        gradients,
        [moment["exp_avg"] for moment in moments],
        [moment["exp_avg_sq"] for moment in moments],
        [],  # what AMSGrad remembers
        [moment["step"] for moment in moments],
        fused=True,
        decoupled_weight_decay=params.optimizer == "adamw",
        amsgrad=False,
        beta1=params.betas[0],
        beta2=params.betas[1],
        lr=rate,
        weight_decay=params.weight_decay,
        eps=1e-8,
        maximize=False,
    )


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
