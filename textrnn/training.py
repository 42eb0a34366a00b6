"""The training loop. It knows batches, logits and targets, and neither of the tasks."""

import math
from collections.abc import Callable, Iterable
from typing import Annotated, Literal, NamedTuple

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader

from textrnn.batch import Batch
from textrnn.params import Section
from textrnn.progress import Progress

Predict = Callable[..., Tensor]  # inputs of a batch -> logits (…, classes)


class Training(Section):
    """How a network is trained."""

    batch_size: int = Field(gt=0)
    epochs: int = Field(gt=0)
    validations_per_epoch: int = Field(gt=0)
    keep: Literal["accuracy", "loss"] = Field(description="the validation score whose best weights are kept")
    optimizer: Literal["adam", "adamw", "sgd"]
    learning_rate: float = Field(gt=0)
    embedding_rate: float = Field(gt=0, description="learning rate of the embedding, as a multiple of it")
    momentum: float = Field(ge=0, lt=1, description="of sgd")
    betas: Annotated[list[float], Field(min_length=2, max_length=2)]  # of Adam: decay of its two means
    weight_decay: float = Field(ge=0)
    schedule: Literal["constant", "linear", "cosine"]
    warmup: float = Field(
        ge=0, lt=1, description="share of the steps in which the learning rate rises to its full size"
    )
    gradient_clip: float = Field(gt=0, description="largest norm of a step's gradient")
    label_smoothing: float = Field(ge=0, lt=1)
    seed: int


class Point(NamedTuple):
    """One point of the learning curve."""

    epoch: float
    step: int
    train_loss: float
    valid_loss: float
    valid_accuracy: float


def fit(
    network: nn.Module,
    reader: Callable[[], Predict],
    train: Callable[[int], DataLoader[Batch]],
    valid: DataLoader[Batch],
    params: Training,
) -> list[Point]:
    """Train `network` and leave it with the weights of its best validation.

    `reader` starts a pass over batches: it gives what turns each batch's inputs into logits. `train` gives the
    batches of an epoch, numbered from 0; each epoch has as many.
    """
    optimizer = make_optimizer(network, params)
    steps_per_epoch = len(train(0))
    steps = params.epochs * steps_per_epoch
    curve: list[Point] = []
    best: dict[str, Tensor] = {}
    losses: list[float] = []
    step = 0
    with Progress("train", steps) as progress:
        for epoch in range(params.epochs):
            predict = reader()
            for batch in train(epoch):
                losses.append(
                    train_step(network, predict, batch, optimizer, learning_rate(step, steps, params), step, params)
                )
                step += 1
                progress.advance()
                if is_validated(step, steps_per_epoch, params.validations_per_epoch):
                    loss, accuracy = mean_scores(network, reader(), valid)
                    curve.append(Point(step / steps_per_epoch, step, sum(losses) / len(losses), loss, accuracy))
                    losses.clear()
                    progress.note(f"valid loss {loss:.3f}, accuracy {accuracy:.3f}")
                    if curve[-1] is best_point(curve, params.keep):
                        best = {name: value.clone() for name, value in network.state_dict().items()}
    network.load_state_dict(best)
    return curve


def train_step(
    network: nn.Module,
    predict: Predict,
    batch: Batch,
    optimizer: torch.optim.Optimizer,
    rate: float,
    step: int,
    params: Training,
) -> float:
    """One update of the weights; returns the loss. Its random numbers depend on (seed, step) alone."""
    torch.manual_seed(params.seed * 1_000_003 + step)
    network.train()
    optimizer.zero_grad()
    loss = mean_loss(predict(*batch.inputs), batch.targets, params.label_smoothing)
    torch.autograd.backward(loss)
    nn.utils.clip_grad_norm_(network.parameters(), params.gradient_clip)
    for group in optimizer.param_groups:
        group["lr"] = rate * group["factor"]
    optimizer.step()
    return loss.item()


def mean_loss(logits: Tensor, targets: Tensor, label_smoothing: float = 0.0) -> Tensor:
    """Mean cross-entropy in nats; logits (batch, classes) or (batch, time, classes)."""
    return cross_entropy(logits.flatten(0, -2), targets.flatten(), label_smoothing=label_smoothing)


@torch.no_grad()
def mean_scores(network: nn.Module, predict: Predict, batches: Iterable[Batch]) -> tuple[float, float]:
    """Mean loss and accuracy over all targets of all batches."""
    network.eval()
    loss, right, count = 0.0, 0, 0
    for batch in batches:
        logits = predict(*batch.inputs)
        size = batch.targets.numel()
        loss += mean_loss(logits, batch.targets).item() * size
        right += int((logits.argmax(dim=-1) == batch.targets).sum())
        count += size
    return loss / count, right / count


def is_validated(step: int, steps_per_epoch: int, validations: int) -> bool:
    """Whether to validate after this step: evenly spread, always at the end of an epoch."""
    return (step * validations) // steps_per_epoch > ((step - 1) * validations) // steps_per_epoch


def best_point(curve: list[Point], keep: Literal["accuracy", "loss"]) -> Point:
    """The first best point of a learning curve; equal accuracies are told apart by the loss."""
    if keep == "accuracy":
        return max(curve, key=lambda point: (point.valid_accuracy, -point.valid_loss))
    return min(curve, key=lambda point: point.valid_loss)


def make_optimizer(network: nn.Module, params: Training) -> torch.optim.Optimizer:
    """The optimizer that params name. Only the fused Adam gives the same bits on every CPU."""
    rate, decay = params.learning_rate, params.weight_decay
    weights = [
        {"params": [parameter], "factor": params.embedding_rate if name.startswith("embedding.") else 1.0}
        for name, parameter in network.named_parameters()
    ]
    betas = (params.betas[0], params.betas[1])
    match params.optimizer:
        case "adam":
            return torch.optim.Adam(weights, lr=rate, betas=betas, weight_decay=decay, fused=True)
        case "adamw":
            return torch.optim.AdamW(weights, lr=rate, betas=betas, weight_decay=decay, fused=True)
        case "sgd":
            return torch.optim.SGD(weights, lr=rate, momentum=params.momentum, weight_decay=decay)


def learning_rate(step: int, steps: int, params: Training) -> float:
    """The rate of a step: up over the warm-up, then as the schedule says, to zero at the end unless constant."""
    warmup = params.warmup * steps
    if step < warmup:
        return params.learning_rate * (step + 1) / (warmup + 1)
    left = (steps - step) / (steps - warmup)  # from 1 down to almost 0
    match params.schedule:
        case "constant":
            return params.learning_rate
        case "linear":
            return params.learning_rate * left
        case "cosine":
            return params.learning_rate * (1 - math.cos(math.pi * left)) / 2
