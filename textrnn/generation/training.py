"""A generator at the beginning of its training, and how it reads its windows, epoch by epoch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import torch
from pydantic import Field
from torch.utils.data import DataLoader

from textrnn.data.vectors import read_vectors
from textrnn.errors import InputError
from textrnn.generation.batches import Shuffled, Streams, Windows
from textrnn.generation.network import Architecture, GeneratorNetwork
from textrnn.nn.batch import Batch
from textrnn.training.fit import Epochs
from textrnn.training.trainer import Training


class TrainParams(Architecture, Training):
    """Section `<task>.train`."""

    loss: Literal["cross_entropy"] = Field(description="what is generated is drawn from probabilities")
    carry_state: bool = Field(description="read contiguous streams; if not, windows in random order from a zero state")


def order(params: TrainParams) -> type[Streams | Shuffled]:
    """In which order windows are read."""
    return Streams if params.carry_state else Shuffled


def shuffled(windows: Windows, params: TrainParams) -> Epochs:
    """The batches of each epoch, which shuffles the texts (or the windows) anew.

    Raises:
        InputError: the state should be carried, but no window follows another one.
    """
    if params.carry_state and not any(continues.any() for _, continues in Streams(windows.windows, 1)):
        raise InputError(
            "no window follows another one, so no state can be carried: in params.yaml set the stride of window "
            "to its length, or carry_state of train to false"
        )

    def batches_of_epoch(epoch: int) -> DataLoader[Batch]:
        sampler = order(params)(windows.windows, params.batch_size, (params.seed, epoch))
        return DataLoader(windows, sampler=sampler, batch_size=None)

    return batches_of_epoch


def in_order(windows: Windows, params: TrainParams) -> DataLoader[Batch]:
    """All windows once, as the corpus has them."""
    return DataLoader(windows, sampler=order(params)(windows.windows, params.batch_size), batch_size=None)


def begin(
    ids: Path, examples: Path, vectors: Path, params: TrainParams, splits: Sequence[str]
) -> tuple[GeneratorNetwork, Epochs]:
    """An untrained network, and what it reads of some splits."""
    torch.manual_seed(params.seed)
    network = GeneratorNetwork(read_vectors(vectors), params)
    return network, shuffled(Windows.read(ids, examples, *splits), params)
