from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from textrnn.errors import InputError
from textrnn.report.subject_part import beside, count_weights, layers


@pytest.mark.parametrize(
    ("architecture", "words"),
    [
        ({"layers": 0, "hidden_size": 4, "bidirectional": True}, "no LSTM (a bag of words)"),
        ({"layers": 1, "hidden_size": 4, "bidirectional": True}, "one bidirectional LSTM of 4 units"),
        ({"layers": 3, "hidden_size": 1920}, "3 stacked LSTMs of 1,920 units"),
    ],
)
def test_a_network_in_words(architecture: dict[str, Any], words: str) -> None:
    assert layers(architecture) == words


def test_an_svm_beside_the_network_is_named() -> None:
    assert beside({}) == ""
    assert beside({"svm": {"weight": 0.5}}) == "; a linear SVM on n-grams beside it, whose margins weigh 0.5"


def test_weights_are_counted(tmp_path: Path) -> None:
    save_file({"a": np.zeros((3, 4), np.float32), "b": np.zeros(5, np.float32)}, tmp_path / "model.safetensors")
    assert count_weights(tmp_path / "model.safetensors") == 17
    (tmp_path / "model.safetensors").write_bytes(b"x")
    with pytest.raises(InputError, match="damaged"):
        count_weights(tmp_path / "model.safetensors")
