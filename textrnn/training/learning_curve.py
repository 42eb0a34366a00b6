"""Scores while a network trains, and the learning curve that they make."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

import torch

from textrnn.distributed.process_group import ALONE, Processes
from textrnn.errors import reading
from textrnn.files import read_json
from textrnn.model.layout import CONFIG
from textrnn.nn.batch import Batch, Memory, Network
from textrnn.nn.losses import LossName, total_loss


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
    network: Network, batches: Iterable[Batch], loss: LossName, shards: int = 1, processes: Processes = ALONE
) -> tuple[float, float]:
    """Mean loss and accuracy over all targets of all batches, each process reading its shards of them."""
    memories: dict[int, Memory] = {}
    own = processes.own(shards)
    sums = torch.zeros(processes.most(shards), 3, dtype=torch.float64)  # loss, right, targets
    for batch in batches:
        for place, shard in enumerate(own):
            part = batch.shard(shard, shards)
            if len(part.targets):
                logits, memories[shard] = network.read(part.inputs, memories.get(shard))
                right = (logits.argmax(dim=-1) == part.targets).sum()
                total = total_loss(logits, part.targets, loss)
                sums[place] += torch.tensor([total, right, part.targets.numel()], dtype=torch.float64)
    lost, hits, count = torch.stack(processes.gather(sums, shards)).sum(dim=0).tolist()
    return lost / count, hits / count


def best_point(curve: list[Point], select_by: Literal["accuracy", "loss"]) -> Point:
    """The last best point of a learning curve; equal accuracies are told apart by the loss.

    Of points that are equal the last has learned most: a small validation set is soon all right.
    """
    if select_by == "accuracy":
        return max(reversed(curve), key=lambda point: (point.valid_accuracy, -point.valid_loss))
    return min(reversed(curve), key=lambda point: point.valid_loss)


def read_kept(folder: Path) -> Point:
    """Where the training of a network was best.

    Raises:
        InputError: its configuration does not say so.
    """
    config = read_json(folder / CONFIG)
    with reading(folder / CONFIG):
        kept = Point(**config["kept"])
        if not 0 < kept.epoch <= config["train"]["epochs"]:
            raise ValueError(f"epoch {kept.epoch} of {config['train']['epochs']}")
    return kept
