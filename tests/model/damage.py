"""Ways to damage a model, and how one that is damaged is refused."""

import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from textrnn.classifier import Classifier
from textrnn.errors import InputError

Damage = Callable[[Path], object]


def config(**changes: Any) -> Damage:
    def damage(model: Path) -> None:
        path = model / "config.json"
        values = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(values | changes), encoding="utf-8")

    return damage


def weights(change: Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor]]) -> Damage:
    def damage(model: Path) -> None:
        tensors = {name: value.clone() for name, value in load_file(model / "model.safetensors").items()}
        save_file(change(tensors), model / "model.safetensors")

    return damage


def head(change: Callable[[torch.Tensor], torch.Tensor]) -> Damage:
    return weights(lambda tensors: tensors | {"head.weight": change(tensors["head.weight"])})


def written(name: str, content: bytes) -> Damage:
    return lambda model: (model / name).write_bytes(content)


def truncated(name: str) -> Damage:
    return lambda model: os.truncate(model / name, (model / name).stat().st_size - 7)


def larger_tokenizer(model: Path) -> None:
    path = model / "tokenizer.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    values["model"]["vocab"]["beyond"] = len(values["model"]["vocab"])
    path.write_text(json.dumps(values), encoding="utf-8")


def more_tokens(token: str) -> Damage:
    def damage(model: Path) -> None:
        path = model / "tokenizer.json"
        values = json.loads(path.read_text(encoding="utf-8"))
        values["model"]["vocab"][token] = 1
        path.write_text(json.dumps(values), encoding="utf-8")

    return damage


def tokenizer(**changes: Any) -> Damage:
    def damage(model: Path) -> None:
        path = model / "tokenizer.json"
        values = json.loads(path.read_text(encoding="utf-8"))
        model = changes.pop("whole_model", values["model"] | changes.pop("model", {}))
        path.write_text(json.dumps(values | {"model": model} | changes), encoding="utf-8")

    return damage


def split(pattern: str) -> dict[str, Any]:
    """What cuts a text by a pattern, as ours do."""
    rules = [({"String": "<"}, False), ({"Regex": pattern}, False)]
    splits = [{"type": "Split", "pattern": rule, "behavior": "Isolated", "invert": turned} for rule, turned in rules]
    return {"type": "Sequence", "pretokenizers": splits}


def refusal(model: Path) -> str:
    """How a classifier that is damaged is refused, on one line that names it, and without much memory."""
    tracemalloc.start()
    with pytest.raises(InputError) as refused:
        Classifier.load(model)
    assert tracemalloc.get_traced_memory()[1] < 2**27
    tracemalloc.stop()
    message = str(refused.value)
    assert "\n" not in message
    assert str(model) in message
    return message
