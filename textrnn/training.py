"""The training loop. It knows batches, logits and targets, and neither of the tasks."""

import math
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader

from textrnn.batch import Batch
from textrnn.errors import InputError
from textrnn.optimization import Optimization, clip_gradient, learning_rate, make_optimizer
from textrnn.progress import Progress

Predict = Callable[..., Tensor]  # inputs of a batch -> logits (…, classes)


class Training(Optimization):
    """How a network is trained."""

    batch_size: int = Field(gt=0, le=65_536)
    epochs: int = Field(gt=0, le=10_000)
    validations_per_epoch: int = Field(gt=0, le=1000)
    keep: Literal["accuracy", "loss"] = Field(description="the validation score whose best weights are kept")
    label_smoothing: float = Field(ge=0, lt=1)
    seed: int = Field(ge=0, lt=2**32)


class Point(NamedTuple):
    """One point of the learning curve."""

    epoch: float
    step: int
    train_loss: float
    valid_loss: float
    valid_accuracy: float

    def __str__(self) -> str:
        """The validation scores, to be shown."""
        return f"epoch {self.epoch:.3g}: valid loss {self.valid_loss:.3f}, accuracy {self.valid_accuracy:.3f}"


class Run:
    """A training run: takes steps, validates, and remembers its learning curve and its best weights."""

    def __init__(self, network: nn.Module, steps_per_epoch: int, params: Training) -> None:
        self.network = network
        self.steps_per_epoch = steps_per_epoch
        self.params = params
        self.optimizer = make_optimizer(network, params)
        self.step = 0
        self.losses: list[float] = []  # since the last validation
        self.curve: list[Point] = []
        self.best: dict[str, Tensor] = {}

    @property
    def steps(self) -> int:
        """The steps of the whole run."""
        return self.params.epochs * self.steps_per_epoch

    def update(self, predict: Predict, batch: Batch) -> None:
        """Take one step. Its random numbers depend on (seed, step) alone."""
        torch.default_generator.manual_seed(self.params.seed * 1_000_003 + self.step)
        if not self.network.training:
            self.network.train()
        self.optimizer.zero_grad()
        loss = mean_loss(predict(*batch.inputs), batch.targets, self.params.label_smoothing)
        torch.autograd.backward(loss)
        clip_gradient(self.network, self.params.gradient_clip)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.step, self.steps, self.params) * group["factor"]
        self.optimizer.step()
        self.step += 1
        self.losses.append(loss.item())
        if not math.isfinite(self.losses[-1]):
            raise InputError(
                f"the loss is {self.losses[-1]} at step {self.step}: lower learning_rate, gradient_clip "
                "or embedding_std of train in params.yaml"
            )

    def score_so_far(self) -> str:
        """The last validation, or before it the latest losses, to be shown."""
        if self.curve:
            return str(self.curve[-1])
        latest = self.losses[-100:]
        return f"train loss {math.fsum(latest) / len(latest):.3f}"

    def is_validated(self) -> bool:
        """Whether to validate after this step: evenly spread, always at the end of an epoch."""
        count, steps = self.params.validations_per_epoch, self.steps_per_epoch
        return self.step * count // steps > (self.step - 1) * count // steps

    def validate(self, predict: Predict, batches: Iterable[Batch]) -> Point:
        """Add a point to the learning curve; keep the weights if it is the best one."""
        loss, accuracy = mean_scores(self.network, predict, batches)
        train_loss = math.fsum(self.losses) / len(self.losses)
        self.curve.append(Point(self.step / self.steps_per_epoch, self.step, train_loss, loss, accuracy))
        self.losses.clear()
        if self.curve[-1] is best_point(self.curve, self.params.keep):
            self.best = {name: value.clone() for name, value in self.network.state_dict().items()}
        return self.curve[-1]


def fit(
    network: nn.Module,
    reader: Callable[[], Predict],
    train: Callable[[int], DataLoader[Batch]],
    valid: DataLoader[Batch],
    params: Training,
) -> list[Point]:
    """Train `network`, leave it with the weights of its best validation, and return the learning curve.

    `reader` starts a pass over batches: it gives what turns each batch's inputs into logits. `train` gives the
    batches of an epoch, numbered from 0; each epoch has as many.
    """
    run = Run(network, len(train(0)), params)
    with Progress("train", run.steps, "steps") as progress:
        for epoch in range(params.epochs):
            predict = reader()
            for batch in train(epoch):
                run.update(predict, batch)
                if run.is_validated():
                    run.validate(reader(), valid)
                progress.advance(note=run.score_so_far())
    network.load_state_dict(run.best)
    return run.curve


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


def best_point(curve: list[Point], keep: Literal["accuracy", "loss"]) -> Point:
    """The first best point of a learning curve; equal accuracies are told apart by the loss."""
    if keep == "accuracy":
        return max(curve, key=lambda point: (point.valid_accuracy, -point.valid_loss))
    return min(curve, key=lambda point: point.valid_loss)
