"""A training run, step by step. It knows batches, logits and targets, and neither of the tasks."""

import math
from collections.abc import Iterable
from typing import Literal, Self

import numpy as np
import torch
from pydantic import Field, model_validator
from torch import Tensor

from textrnn.distributed.process_group import ALONE, Processes
from textrnn.errors import InputError
from textrnn.nn.batch import Batch, Memory, Network
from textrnn.nn.losses import LossName, total_loss
from textrnn.training.gradients import Gradient
from textrnn.training.learning_curve import Point, best_point, mean_scores
from textrnn.training.optimizer import Optimization, Updates, learning_rate


class Training(Optimization):
    """How a network is trained."""

    batch_size: int = Field(gt=0, le=65_536)
    shards: int = Field(gt=0, le=1024, description="parts of a batch that processes compute at the same time")
    epochs: int = Field(gt=0, le=10_000)
    validations_per_epoch: int = Field(gt=0, le=1000)
    select_by: Literal["accuracy", "loss"] = Field(description="the validation score whose best weights are kept")
    loss: LossName
    label_smoothing: float = Field(ge=0, lt=1, description="of cross_entropy")
    seed: int = Field(ge=0, lt=2**32)

    @model_validator(mode="after")
    def every_shard_has_a_row(self) -> Self:
        """Refuse shards that would always be empty."""
        if self.shards > self.batch_size:
            raise ValueError(f"shards should be at most batch_size, {self.batch_size}")
        return self

    @model_validator(mode="after")
    def only_cross_entropy_is_smoothed(self) -> Self:
        """Refuse what would do nothing."""
        if self.label_smoothing and self.loss != "cross_entropy":
            raise ValueError("label_smoothing is of cross_entropy: set it to 0, or loss to cross_entropy")
        return self


class Run:
    """A training run: takes steps, validates, and remembers its learning curve and its best weights."""

    def __init__(
        self,
        network: Network,
        steps_per_epoch: int,
        params: Training,
        processes: Processes = ALONE,
        last_epoch: float | None = None,
    ) -> None:
        """`last_epoch`, whole or not, is where it ends, if not after all."""
        self.network = network
        self.steps_per_epoch = steps_per_epoch
        self.params = params
        self.processes = processes
        self.title = "train" if last_epoch is None else "refit"
        self.last_step = self.steps if last_epoch is None else round(last_epoch * steps_per_epoch)
        self.gradient = Gradient(network, params.shards, processes)
        self.updates = Updates(self.gradient, params)
        self.step = 0
        self.memories: dict[int, Memory] = {}  # of each shard of this process, since the epoch began
        self.losses: list[float] = []  # since the last validation
        self.curve: list[Point] = []
        self.best: dict[str, Tensor] = {}

    @property
    def steps(self) -> int:
        """The steps of all epochs, over which the learning rate runs."""
        return self.params.epochs * self.steps_per_epoch

    def update(self, batch: Batch) -> None:
        """Take one step."""
        self.network.train()
        if self.step % self.steps_per_epoch == 0:
            self.memories.clear()
        self.losses.append(self.gradient.compute(lambda shard: self.loss(batch, shard)))
        self.gradient.clip(self.params.gradient_clip)
        self.updates.step(learning_rate(self.step, self.steps, self.params))
        self.step += 1
        if not math.isfinite(self.losses[-1]):
            raise InputError(
                f"the loss is {self.losses[-1]} at step {self.step}: lower learning_rate or gradient_clip "
                "of train, or std of embed in params.yaml"
            )

    def loss(self, batch: Batch, shard: int) -> Tensor | None:
        """What a shard adds to the mean loss of the batch. Its random numbers depend on (seed, step, shard) alone."""
        part = batch.shard(shard, self.params.shards)
        if not len(part.targets):
            return None
        seed_dropout((self.params.seed, self.step, shard), part.targets.device)
        logits, self.memories[shard] = self.network.read(part.inputs, self.memories.get(shard))
        total = total_loss(logits, part.targets, self.params.loss, self.params.label_smoothing)
        return total / batch.targets.numel()

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

    def validate(self, batches: Iterable[Batch]) -> None:
        """Add a point to the learning curve; keep the weights if it is the best one."""
        self.network.eval()
        loss, accuracy = mean_scores(self.network, batches, self.params.loss, self.params.shards, self.processes)
        train_loss = math.fsum(self.losses) / len(self.losses)
        self.curve.append(Point(self.step / self.steps_per_epoch, self.step, train_loss, loss, accuracy))
        self.losses.clear()
        if self.curve[-1] is best_point(self.curve, self.params.select_by):
            self.best = {name: value.clone() for name, value in self.network.state_dict().items()}

    def gather_memories(self) -> dict[str, Tensor]:
        """What each shard remembers, by its number; nothing between epochs, or where nothing is remembered."""
        known = [memory for memory in self.memories.values() if memory is not None]
        if not known or self.step % self.steps_per_epoch == 0:
            return {}
        count = self.params.shards
        rows = [len(range(shard, self.params.batch_size, count)) for shard in range(count)]
        *shape, _, features = known[0].shape
        mine = torch.zeros(self.processes.most(count), *shape, rows[0], features)
        for place, memory in enumerate(known):
            mine[place, ..., : memory.shape[-2], :] = memory
        everyones = enumerate(self.processes.gather(mine, count))
        return {str(shard): memory[..., : rows[shard], :].contiguous() for shard, memory in everyones}


def seed_dropout(key: tuple[int, ...], device: torch.device) -> None:
    """Let the random numbers of a device depend on a key alone."""
    generator = torch.cuda.default_generators[device.index] if device.type == "cuda" else torch.default_generator
    generator.manual_seed(int(np.random.SeedSequence(key).generate_state(1)[0]))
