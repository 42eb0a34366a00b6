"""Scores on the validation split while a network trains, and the learning curve that they make."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import torch

from textrnn.distributed.process_group import SINGLE_PROCESS, ProcessGroup
from textrnn.errors import reading
from textrnn.files import read_json
from textrnn.model.layout import CONFIG
from textrnn.nn.batch import Batch, Network, State
from textrnn.nn.losses import LossName, total_loss
from textrnn.training.params import SelectBy


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


@torch.no_grad()
def mean_scores(
    network: Network, batches: Iterable[Batch], loss: LossName, shards: int = 1, group: ProcessGroup = SINGLE_PROCESS
) -> tuple[float, float]:
    """Mean loss and accuracy over all targets of all batches, each process reading its shards of them."""
    states: dict[int, State | None] = {}
    sums = torch.zeros(group.max_shards(shards), 3, dtype=torch.float64)  # loss, correct, targets
    for batch in batches:
        for place, shard in enumerate(group.own_shards(shards)):
            part = batch.shard(shard, shards)
            if len(part.targets):
                logits, states[shard] = network.read(part.inputs, states.get(shard))
                correct = (logits.argmax(dim=-1) == part.targets).sum()
                total = total_loss(logits, part.targets, loss)
                sums[place] += torch.tensor([total, correct, part.targets.numel()], dtype=torch.float64)
    total_of_all, correct_of_all, count = torch.stack(group.gather_shards(sums, shards)).sum(dim=0).tolist()
    return total_of_all / count, correct_of_all / count


def best_point(curve: list[Point], select_by: SelectBy) -> Point:
    """The last best point of a learning curve; equal accuracies are told apart by the loss.

    Of points that are equal the last has learned most: a small validation set is soon all right.
    """
    if select_by == "accuracy":
        return max(reversed(curve), key=lambda point: (point.valid_accuracy, -point.valid_loss))
    return min(reversed(curve), key=lambda point: point.valid_loss)


def read_best(folder: Path) -> Point:
    """Where the training of a network was best.

    Raises:
        InputError: its configuration does not say so.
    """
    config = read_json(folder / CONFIG)
    with reading(folder / CONFIG):
        best = Point(**config["best"])
        if not 0 < best.epoch <= config["train"]["epochs"]:
            raise ValueError(f"epoch {best.epoch} of {config['train']['epochs']}")
    return best
