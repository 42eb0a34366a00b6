"""What a model is, from its own files."""

import json
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file

from tests.model.damage import config
from tests.test_classifier import LABELS, write_classifier
from textrnn.errors import InputError
from textrnn.model.summary import summarize


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_classifier(tmp_path)


@pytest.mark.parametrize(
    "wrong", [{"about": ["x"]}, {"scores": [1]}, {"scores": {"network": [1]}}, {"labels": 3}], ids=str
)
def test_values_of_another_type_are_refused(model: Path, wrong: dict[str, Any]) -> None:
    config(**wrong)(model)
    with pytest.raises(InputError, match=r"config\.json is damaged"):
        summarize(model)


def test_the_summary_of_a_model(model: Path) -> None:
    config(
        about={"name": "n", "data": "d", "license": None}, scores={"network": {"test": {"accuracy": 0.5}}, "x": 1.0}
    )(model)
    count = sum(values.numel() for values in load_file(model / "model.safetensors").values())
    tokens = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    assert summarize(model) == {
        "kind": "classifier",
        "format": 2,
        "parameters": count,
        "vocabulary": len(tokens),
        "tokens": "BPE",
        "name": "n",
        "data": "d",
        "labels": LABELS,
        "scores": {"network": {"test": {"accuracy": 0.5}}, "x": 1.0},
    }
