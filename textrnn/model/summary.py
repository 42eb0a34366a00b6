"""What a model is, from its own files."""

import json
import math
import zipfile
from pathlib import Path
from typing import Any

from safetensors import deserialize

from textrnn.errors import reading
from textrnn.model.layout import CONFIG, TOKENIZER, WEIGHTS
from textrnn.model.reading import ORIGIN, REMEDY, read_any_config, read_part


def about(model: Path) -> dict[str, Any]:
    """Kind, size, data, scores and origin of a model, by names that people read.

    Raises:
        InputError: it is no model, or damaged.
    """
    config = read_any_config(model)
    found = {"kind": config["kind"], "format": config["format"]}
    with reading(model / WEIGHTS, REMEDY):
        weights = deserialize(read_part(model, WEIGHTS))  # type: ignore[no-untyped-call]
        found["parameters"] = sum(math.prod(tensor["shape"]) for _, tensor in weights)
    with reading(model / TOKENIZER, REMEDY):
        tokenizer = json.loads(read_part(model, TOKENIZER))
        found["vocabulary"] = len(tokenizer["model"]["vocab"])
        found["tokens"] = tokenizer["model"]["type"]
    with reading(model / CONFIG, REMEDY):
        return found | published(config) | origin(model)


def published(config: dict[str, Any]) -> dict[str, Any]:
    """What is known of a model once it is published."""
    said = config.get("about", {})
    names = ("name", "data", "language", "license", "limits")
    found: dict[str, Any] = {name: str(said[name]) for name in names if said.get(name)}
    if "labels" in config:
        found["labels"] = list(map(str, config["labels"]))
    return found | ({"scores": numbers(config["scores"])} if config.get("scores") else {})


def numbers(scores: dict[str, Any]) -> dict[str, Any]:
    """Scores within scores, all of them numbers."""
    return {name: numbers(value) if isinstance(value, dict) else float(value) for name, value in scores.items()}


def origin(model: Path) -> dict[str, Any]:
    """Of which commit and dvc.lock a packed model is."""
    if model.is_dir() or not has_origin(model):
        return {}
    with reading(model / ORIGIN, REMEDY):
        said = json.loads(read_part(model, ORIGIN))
        return {name: str(said[name]) for name in ("commit", "dvc_lock_sha256")}


def has_origin(model: Path) -> bool:
    """Whether a packed model says where it comes from."""
    with zipfile.ZipFile(model) as archive:
        return ORIGIN in archive.namelist()
