"""Optimizers."""

from dataclasses import dataclass
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

    A row that is not read stays as it is, and so does its state, as in torch.optim.SparseAdam. The functions behind
    torch.optim's classes do it: the classes themselves load PyTorch's compiler, which takes two seconds.
    """

    def __init__(self, gradient: Gradient, params: OptimizerParams) -> None:
        self.gradient = gradient
        self.params = params
        self.weights = [*gradient.dense, *gradient.tables]
        self.states = [initial_state(weight, params) for weight in self.weights]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Update all weights."""
        dense = self.gradient.parts(self.gradient.total)
        gradients = [*dense, *(rows.gradient for rows in self.gradient.rows)]
        numbers = [*(None for _ in dense), *(rows.numbers for rows in self.gradient.rows)]
        step = Step(
            weights=[select(weight, rows) for weight, rows in zip(self.weights, numbers, strict=True)],
            gradients=gradients,
            states=[
                {name: select(values, rows) for name, values in state.items()}
                for state, rows in zip(self.states, numbers, strict=True)
            ],
            rate=rate,
        )
        step.take(self.params)
        for place, rows in enumerate(numbers):
            put_back(self.weights[place], rows, step.weights[place])
            for name, values in step.states[place].items():
                put_back(self.states[place][name], rows, values)

    def state_dict(self) -> dict[str, dict[str, Tensor]]:
        """The state of each weight, by its number; none of plain SGD."""
        return {str(number): state for number, state in enumerate(self.states) if state}

    def load_state_dict(self, states: dict[str, dict[str, Tensor]]) -> None:
        """The inverse of `state_dict`."""
        for number, state in states.items():
            self.states[int(number)].update(state)


def initial_state(weight: Tensor, params: OptimizerParams) -> dict[str, Tensor]:
    """What the optimizer remembers of a weight, before the first step."""
    if params.optimizer == "sgd":
        return {"momentum_buffer": torch.zeros_like(weight)} if params.momentum else {}
    return {
        "step": torch.zeros((), device=weight.device),
        "exp_avg": torch.zeros_like(weight),
        "exp_avg_sq": torch.zeros_like(weight),
    }


def select(values: Tensor, rows: Tensor | None) -> Tensor:
    """A copy of some rows, or (None) all of them as they are; so is a single number, which has no rows."""
    return values if rows is None or not values.dim() else values.index_select(0, rows)


def put_back(whole: Tensor, rows: Tensor | None, values: Tensor) -> None:
    """The inverse of `select`."""
    if whole is not values:
        whole[rows] = values


@dataclass(frozen=True)
class Step:
    """What one step changes, in place, and by what."""

    weights: list[Tensor]
    gradients: list[Tensor]
    states: list[dict[str, Tensor]]  # of each weight
    rate: float

    def take(self, params: OptimizerParams) -> None:
        """Take the step."""
        (take_sgd_step if params.optimizer == "sgd" else take_adam_step)(self, params)


def take_sgd_step(step: Step, params: OptimizerParams) -> None:
    """One step of stochastic gradient descent, with momentum or without."""
    sgd(
        step.weights,
        step.gradients,
        [state.get("momentum_buffer") for state in step.states],
        weight_decay=params.weight_decay,
        momentum=params.momentum,
        lr=step.rate,
        dampening=0,
        nesterov=False,
        maximize=False,
    )


def take_adam_step(step: Step, params: OptimizerParams) -> None:
    """One step of Adam (Kingma 2015, arXiv:1412.6980) or AdamW (arXiv:1711.05101).

    Only the fused one gives the same bits on every CPU.
    """
    adam(
        step.weights,
        step.gradients,
        [state["exp_avg"] for state in step.states],
        [state["exp_avg_sq"] for state in step.states],
        [],  # what AMSGrad remembers
        [state["step"] for state in step.states],
        fused=True,
        decoupled_weight_decay=params.optimizer == "adamw",
        amsgrad=False,
        beta1=params.betas[0],
        beta2=params.betas[1],
        lr=step.rate,
        weight_decay=params.weight_decay,
        eps=1e-8,
        maximize=False,
    )
