"""Optimizers, and how the learning rate runs."""

import math
from typing import Annotated, Literal

import torch
from pydantic import Field
from torch import nn

from textrnn.params import Section


class Optimization(Section):
    """How weights are updated."""

    optimizer: Literal["adam", "adamw", "sgd"]
    learning_rate: float = Field(gt=0, le=1000)
    momentum: float = Field(ge=0, lt=1, description="of sgd")
    betas: list[Annotated[float, Field(ge=0, lt=1)]] = Field(
        min_length=2, max_length=2, description="of adam and adamw: decay of the means of gradients and their squares"
    )
    weight_decay: float = Field(ge=0, le=1000)
    schedule: Literal["constant", "linear", "cosine"]
    warmup: float = Field(ge=0, lt=1, description="share of the steps in which the learning rate rises")
    gradient_clip: float = Field(gt=0, le=1e9, description="largest norm of a step's gradient")


def make_optimizer(network: nn.Module, params: Optimization) -> torch.optim.Optimizer:
    """The optimizer that params name. Only the fused Adam gives the same bits on every CPU."""
    rate, decay = params.learning_rate, params.weight_decay
    weights = list(network.parameters())
    betas = (params.betas[0], params.betas[1])
    match params.optimizer:
        case "adam":
            return torch.optim.Adam(weights, lr=rate, betas=betas, weight_decay=decay, fused=True)
        case "adamw":
            return torch.optim.AdamW(weights, lr=rate, betas=betas, weight_decay=decay, fused=True)
        case "sgd":
            return torch.optim.SGD(weights, lr=rate, momentum=params.momentum, weight_decay=decay)


def learning_rate(step: int, steps: int, params: Optimization) -> float:
    """The rate of a step: up over the warm-up, then as the schedule says, to zero at the end unless constant.

    It is rounded, so that the last bit of a C library's cosine cannot change the weights.
    """
    return round(params.learning_rate * share_of_rate(step, steps, params), 12)


def share_of_rate(step: int, steps: int, params: Optimization) -> float:
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
