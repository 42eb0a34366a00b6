"""Scores on the validation split while a network trains, and the learning curve that they make."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

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
    valid_macro_f1: float

    def __str__(self) -> str:
        """The validation scores, to be shown."""
        return f"epoch {self.epoch:.3g}: valid loss {self.valid_loss:.3f}, accuracy {self.valid_accuracy:.3f}"


class Scores(NamedTuple):
    """Mean loss, accuracy, and F1 averaged over the classes that occur (as scikit-learn's macro average of them)."""

    loss: float
    accuracy: float
    macro_f1: float


@torch.no_grad()
def mean_scores(
    network: Network, batches: Iterable[Batch], loss: LossName, shards: int = 1, group: ProcessGroup = SINGLE_PROCESS
) -> Scores:
    """Scores over all targets of all batches, each process reading its shards of them."""
    states: dict[int, State | None] = {}
    losses = torch.zeros(group.max_shards(shards), 1, dtype=torch.float64)
    counts = torch.zeros(group.max_shards(shards), 3, network.classes, dtype=torch.int64)
    for batch in batches:
        for place, shard in enumerate(group.own_shards(shards)):
            part = batch.shard(shard, shards)
            if len(part.targets):
                logits, states[shard] = network.read(part.inputs, states.get(shard))
                losses[place] += total_loss(logits, part.targets, loss).double().cpu()
                counts[place] += count_classes(logits.argmax(dim=-1), part.targets, network.classes).cpu()
    return scores_of(
        torch.stack(group.gather_shards(losses, shards)).sum().item(),
        torch.stack(group.gather_shards(counts, shards)).sum(dim=0),
    )


def count_classes(predicted: Tensor, actual: Tensor, classes: int) -> Tensor:
    """How often each class is predicted rightly, predicted at all, and there (3, classes)."""
    lists = (actual[predicted == actual], predicted.flatten(), actual.flatten())
    return torch.stack([labels.bincount(minlength=classes) for labels in lists])


def scores_of(total_loss_of_all: float, counts: Tensor) -> Scores:
    """Scores from the loss of all targets together and counts (3, classes)."""
    right, predicted, actual = counts.double()
    f1 = (2 * right / (predicted + actual))[actual > 0]
    targets = actual.sum().item()
    return Scores(total_loss_of_all / targets, right.sum().item() / targets, f1.mean().item())


def best_point(curve: list[Point], select_by: SelectBy) -> Point:
    """The last best point of a learning curve; equal accuracies, or macro-F1, are told apart by the loss.

    Of points that are equal the last has learned most: a small validation set is soon all right.
    """
    if select_by == "loss":
        return min(reversed(curve), key=lambda point: point.valid_loss)
    return max(reversed(curve), key=lambda point: (getattr(point, f"valid_{select_by}"), -point.valid_loss))


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
