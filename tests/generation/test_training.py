from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stages.window import Params as WindowParams
from stages.window import window
from tests.classification.test_training import PARAMS as CLASSIFIER_PARAMS
from textrnn.data.arrays import TokenWriter, read_arrays
from textrnn.errors import InputError
from textrnn.generation.network import Architecture
from textrnn.generation.training import GENERATOR, TrainParams, finish
from textrnn.training.fit import fit
from textrnn.training.params import TrainingParams
from textrnn.training.stages import Inputs

PARAMS = {
    name: value
    for name, value in CLASSIFIER_PARAMS.items()
    if name in {**Architecture.model_fields, **TrainingParams.model_fields}
}


def make_data(folder: Path, length: int, stride: int, repeats: int = 50) -> Path:
    """Texts that repeat 5 7 5 9: what follows a 5 depends on the token before it."""
    np.save(folder / "vectors.npy", np.random.default_rng(2).standard_normal((10, 8)).astype(np.float32))
    for split in ("train", "valid"):
        writer = TokenWriter(folder / split, 10, labelled=False)
        for _ in range(4):
            writer.append([0, *[5, 7, 5, 9] * repeats, 0], 4 * repeats)
            writer.end_document(None)
        writer.close()
        params = WindowParams(context_length=length, stride=stride)
        np.save(folder / f"{split}.npy", window(read_arrays(folder / split), params))
    return folder


def inputs_of(folder: Path) -> Inputs:
    return Inputs(ids=folder, examples=folder, vectors=folder / "vectors.npy", tokenizer=folder / "tokenizer.json")


def loss(folder: Path, **changes: Any) -> float:
    own = {"residual": True, "bigram_vectors": 5, "carry_state": True, "epochs": 6, "dropout": 0.0}
    params = TrainParams.model_validate(PARAMS | own | {"loss": "cross_entropy"} | changes)
    inputs = inputs_of(folder)
    network, epochs = GENERATOR.begin(inputs, params, ["train"])
    return min(point.valid_loss for point in fit(network, epochs, GENERATOR.validation(inputs, params), params))


def test_a_carried_state_knows_what_came_before_the_window(tmp_path: Path) -> None:
    folder = make_data(tmp_path, length=1, stride=1, repeats=25)
    assert loss(folder, carry_state=True, epochs=12) < 0.1
    assert loss(folder, carry_state=False, epochs=12) > 0.3  # One token of context: after a 5 it can only guess.


@pytest.mark.parametrize("residual", [True, False])
def test_sliding_windows_learn_what_fits_into_one(tmp_path: Path, residual: bool) -> None:
    folder = make_data(tmp_path, length=8, stride=2)
    assert loss(folder, carry_state=False, residual=residual) < 0.2  # Only each window's first token is a guess.


def test_windows_that_overlap_cannot_carry_a_state(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="stride"):
        loss(make_data(tmp_path, length=8, stride=2))


def test_tokens_that_training_lacks_are_known_in_the_end(tmp_path: Path) -> None:
    inputs = inputs_of(make_data(tmp_path, length=8, stride=8))
    values = {"residual": True, "bigram_vectors": 5, "carry_state": True, "loss": "cross_entropy"}
    network, _ = GENERATOR.begin(inputs, TrainParams.model_validate(PARAMS | values), ["train"])
    assert finish(network, inputs) == {}
    assert network.unseen == [1, 2, 3, 4, 6, 8]
