"""How a generator is trained: its parameters, the batches of each epoch, what its network needs at the end."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from pydantic import Field
from torch.utils.data import DataLoader

from textrnn.data.arrays import read_arrays
from textrnn.data.vectors import read_vectors
from textrnn.errors import InputError
from textrnn.generation.batches import Shuffled, Streams, Windows
from textrnn.generation.network import Architecture, GeneratorNetwork
from textrnn.nn.batch import Batch
from textrnn.training.fit import Epochs
from textrnn.training.learning_curve import Point
from textrnn.training.params import TrainingParams
from textrnn.training.stages import Inputs, RefitParams, Task


class TrainParams(Architecture, TrainingParams):
    """Section `<task>.train`."""

    loss: Literal["cross_entropy"] = Field(description="what is generated is drawn from probabilities")
    select_by: Literal["accuracy", "loss"] = Field(
        description="the validation score by which the best weights are selected"
    )
    carry_state: bool = Field(description="read contiguous streams; if not, windows in random order from a zero state")


class ContinuedRefit(RefitParams):
    """How the final generator is trained: it may learn on from text that it has read, if it is regularized more."""

    continues: bool = Field(description="from the weights of the selected network; or false: from scratch, as in train")
    seed: int = Field(ge=0, lt=2**32, description="of a training that continues, as all below")
    dropout: float = Field(ge=0, lt=1, description="as in train")
    learning_rate: float = Field(gt=0, le=1000, description="the highest, after the warmup")
    weight_decay: float = Field(ge=0, le=1000, description="as the optimizer of PyTorch has it")

    def of_continuation(self) -> dict[str, Any] | None:
        """All but the switches, if it continues."""
        return self.model_dump(exclude={"enabled", "continues"}) if self.continues else None


def sampler_type(params: TrainParams) -> type[Streams | Shuffled]:
    """In which order windows are read."""
    return Streams if params.carry_state else Shuffled


def shuffled_epochs(windows: Windows, params: TrainParams) -> Epochs:
    """The batches of each epoch, which shuffles the texts (or the windows) again.

    Raises:
        InputError: the state should be carried, but no window follows another one.
    """
    if params.carry_state and not any(continues.any() for _, continues in Streams(windows.windows, 1)):
        raise InputError(
            "no window follows another one, so no state can be carried: in params.yaml set the stride of window "
            "to its length, or carry_state of train to false"
        )

    def batches_of_epoch(epoch: int) -> DataLoader[Batch]:
        sampler = sampler_type(params)(windows.windows, params.batch_size, (params.seed, epoch))
        return DataLoader(windows, sampler=sampler, batch_size=None)

    return batches_of_epoch


def validation_batches(inputs: Inputs, params: TrainParams) -> DataLoader[Batch]:
    """All windows of the validation split once, as the corpus has them."""
    windows = Windows.read(inputs.ids, inputs.examples, "valid")
    return DataLoader(windows, sampler=sampler_type(params)(windows.windows, params.batch_size), batch_size=None)


def begin(inputs: Inputs, params: TrainParams, splits: Sequence[str]) -> tuple[GeneratorNetwork, Epochs]:
    """An untrained network, and what it reads of some splits."""
    torch.manual_seed(params.seed)
    network = GeneratorNetwork(read_vectors(inputs.vectors), params)
    return network, shuffled_epochs(Windows.read(inputs.ids, inputs.examples, *splits), params)


def finish(network: GeneratorNetwork, inputs: Inputs) -> dict[str, object]:
    """Tell a trained network which tokens it has never seen."""
    network.unseen = unseen_tokens(inputs.ids, network.embedding.shape[0])
    return {}


def unseen_tokens(ids: Path, vocabulary_size: int) -> list[int]:
    """The tokens that the training split lacks, such as bytes of characters that it has whole."""
    counts = np.bincount(read_arrays(ids / "train").ids, minlength=vocabulary_size)
    return [token for token, count in enumerate(counts.tolist()) if not count]


# Its classes are all tokens: nobody reads an F1 of them.
CURVE = tuple(field for field in Point._fields if field != "valid_macro_f1")
GENERATOR = Task(TrainParams, begin, validation_batches, finish, CURVE)
