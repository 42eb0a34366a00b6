"""A training run, step by step. It knows batches, logits and targets, and neither of the tasks."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from textrnn.distributed.process_group import SINGLE_PROCESS, ProcessGroup
from textrnn.errors import InputError
from textrnn.nn.batch import Batch, Network, State
from textrnn.nn.losses import total_loss
from textrnn.training.gradients import Gradient
from textrnn.training.learning_curve import Point, best_point, mean_scores
from textrnn.training.optimizer import Optimizer
from textrnn.training.params import TrainingParams
from textrnn.training.schedule import learning_rate


class Trainer:
    """Takes steps, validates, and remembers the learning curve and the best weights."""

    def __init__(
        self,
        network: Network,
        steps_per_epoch: int,
        params: TrainingParams,
        group: ProcessGroup = SINGLE_PROCESS,
        last_epoch: float | None = None,
    ) -> None:
        """`last_epoch`, whole or not, is where the run ends, if not after all epochs."""
        self.network = network
        self.device = next(network.parameters()).device
        self.steps_per_epoch = steps_per_epoch
        self.params = params
        self.group = group
        self.steps = params.epochs * steps_per_epoch  # of all epochs, over which the learning rate runs
        self.last_step = self.steps if last_epoch is None else round(last_epoch * steps_per_epoch)
        self.gradient = Gradient(network, params.shards, group)
        self.optimizer = Optimizer(self.gradient, params)
        self.step = 0
        self.states: dict[int, State | None] = {}  # of each shard of this process, since the epoch began
        self.losses: list[float] = []  # since the last validation
        self.curve: list[Point] = []
        self.best: dict[str, Tensor] = {}

    def train_on(self, batch: Batch) -> None:
        """Take one step.

        Raises:
            InputError: the loss is NaN or infinite.
        """
        self.network.train()
        if self.step % self.steps_per_epoch == 0:
            self.states.clear()
        self.losses.append(self.gradient.compute(lambda shard: self.loss(batch, shard)))
        self.gradient.clip(self.params.gradient_clip)
        self.optimizer.step(learning_rate(self.step, self.steps, self.params))
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
        logits, self.states[shard] = self.network.read(part.inputs, self.states.get(shard))
        class_weight = self.network.class_weight
        total = total_loss(logits, part.targets, self.params.loss, self.params.label_smoothing, class_weight)
        return total / batch.targets.numel()

    def latest_score(self) -> str:
        """The last validation, or before it the latest losses, to be shown."""
        if self.curve:
            return str(self.curve[-1])
        latest = self.losses[-100:]
        return f"train loss {math.fsum(latest) / len(latest):.3f}"

    def is_validation_due(self) -> bool:
        """Whether to validate after this step: evenly spread, always at the end of an epoch."""
        count, steps = self.params.validations_per_epoch, self.steps_per_epoch
        return self.step * count // steps > (self.step - 1) * count // steps

    def validate(self, batches: Iterable[Batch]) -> None:
        """Add a point to the learning curve; keep the weights if it is the best one."""
        self.network.eval()
        scores = mean_scores(self.network, batches, self.params.loss, self.params.shards, self.group)
        train_loss = math.fsum(self.losses) / len(self.losses)
        self.curve.append(Point(self.step / self.steps_per_epoch, self.step, train_loss, *scores))
        self.losses.clear()
        if self.curve[-1] is best_point(self.curve, self.params.select_by):
            self.best = {name: value.clone() for name, value in self.network.state_dict().items()}

    def state_dict(self) -> dict[str, Any]:
        """All that the run has come to, as tensors; the same in each process."""
        return {
            "step": torch.tensor(self.step),
            "losses": torch.tensor(self.losses, dtype=torch.float64),
            "curve": torch.tensor(self.curve, dtype=torch.float64).reshape(-1, len(Point._fields)),
            "states": self.gather_states(),
            "weights": self.network.state_dict(),
            "best": self.best,
            "optimizer": self.optimizer.state_dict(),
        }

    def load_state_dict(self, values: dict[str, Any]) -> None:
        """The inverse of `state_dict`, for as many processes as there are now."""
        self.step = int(values["step"])
        self.losses = values["losses"].tolist()
        self.curve = [Point(epoch, int(step), *scores) for epoch, step, *scores in values["curve"].tolist()]
        self.network.load_state_dict(values["weights"])
        self.best = values.get("best", {})
        self.optimizer.load_state_dict(values.get("optimizer", {}))
        states = {int(shard): State(**tensors) for shard, tensors in values.get("states", {}).items()}
        self.states = {shard: states.get(shard) for shard in self.group.own_shards(self.params.shards)}

    def gather_states(self) -> dict[str, dict[str, Tensor]]:
        """The state of each shard, by its number; nothing between epochs, or where no state is carried."""
        own = [state for state in self.states.values() if state is not None]
        if not own or self.step % self.steps_per_epoch == 0:
            return {}
        gathered = {name: self.gather_rows([getattr(state, name) for state in own]) for name in State._fields}
        return {
            str(shard): {name: values[shard] for name, values in gathered.items()}
            for shard in range(self.params.shards)
        }

    def gather_rows(self, own: list[Tensor]) -> list[Tensor]:
        """A tensor of each shard from those of this process's shards (rows, …), which may differ by a row."""
        shards = self.params.shards
        rows = [len(range(shard, self.params.batch_size, shards)) for shard in range(shards)]
        padded = own[0].new_zeros(self.group.max_shards(shards), rows[0], *own[0].shape[1:])
        for place, values in enumerate(own):
            padded[place, : len(values)] = values
        gathered = self.group.gather_shards(padded, shards)
        return [values[:count].clone() for values, count in zip(gathered, rows, strict=True)]


def seed_dropout(key: tuple[int, ...], device: torch.device) -> None:
    """Let the random numbers of a device depend on a key alone."""
    generator = torch.cuda.default_generators[device.index] if device.type == "cuda" else torch.default_generator
    generator.manual_seed(int(np.random.SeedSequence(key).generate_state(1)[0]))
