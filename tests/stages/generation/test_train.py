from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from stages.generation.train import train
from stages.window import Params as WindowParams
from stages.window import window
from tests.stages.classification.test_train import PARAMS as CLASSIFIER_PARAMS
from textrnn.data.arrays import TokenWriter, read_arrays
from textrnn.errors import InputError
from textrnn.generation.batches import Windows
from textrnn.generation.network import Architecture, GeneratorNetwork
from textrnn.generation.training import TrainParams, shuffled
from textrnn.training.trainer import Training

PARAMS = {
    name: value
    for name, value in CLASSIFIER_PARAMS.items()
    if name in {**Architecture.model_fields, **Training.model_fields}
}


def make_data(folder: Path, length: int, stride: int) -> Path:
    """Texts that repeat 5 7 5 9: what follows a 5 depends on the token before it."""
    for split in ("train", "valid"):
        writer = TokenWriter(folder / split, 10, labelled=False)
        for _ in range(4):
            writer.append([0, *[5, 7, 5, 9] * 50, 0], 200)
            writer.end_document(None)
        writer.close()
        params = WindowParams(length=length, stride=stride)
        np.save(folder / f"{split}.npy", window(read_arrays(folder / split), params))
    return folder


def loss(folder: Path, **changes: Any) -> float:
    own = {"residual": True, "bigram_vectors": 5, "carry_state": True, "epochs": 6, "dropout": 0.0}
    params = TrainParams.model_validate(PARAMS | own | {"loss": "cross_entropy"} | changes)
    torch.manual_seed(params.seed)
    network, epochs = (
        GeneratorNetwork(torch.randn(10, 8), params),
        shuffled(Windows.read(folder, folder, "train"), params),
    )
    return min(point.valid_loss for point in train(network, epochs, folder, folder, params))


def test_a_carried_state_knows_what_came_before_the_window(tmp_path: Path) -> None:
    folder = make_data(tmp_path, length=1, stride=1)
    assert loss(folder, carry_state=True, epochs=12) < 0.1
    assert loss(folder, carry_state=False, epochs=12) > 0.3  # One token of context: after a 5 it can only guess.


@pytest.mark.parametrize("residual", [True, False])
def test_sliding_windows_learn_what_fits_into_one(tmp_path: Path, residual: bool) -> None:
    folder = make_data(tmp_path, length=8, stride=2)
    assert loss(folder, carry_state=False, residual=residual) < 0.2  # Only each window's first token is a guess.


def test_windows_that_overlap_cannot_carry_a_state(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="stride"):
        loss(make_data(tmp_path, length=8, stride=2))
