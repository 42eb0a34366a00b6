"""What a model is, from its own files."""

import json
import math
from pathlib import Path
from typing import Any

from safetensors import deserialize

from textrnn.errors import reading
from textrnn.model.config import read_any_config
from textrnn.model.layout import CONFIG, ORIGIN, TOKENIZER, WEIGHTS
from textrnn.model.reading import REMEDY, has_file, read_file
from textrnn.report.never_predicted import KEYS

PUBLISHED = ("name", "data", "language", "license", "limits")


def summarize(model: Path) -> dict[str, Any]:
    """Kind, size, data, scores and origin of a model, by names that people read.

    Raises:
        InputError: it is no model, or damaged.
    """
    config = read_any_config(model)
    summary = {"kind": config["kind"], "format": config["format"]}
    with reading(model / WEIGHTS, REMEDY):
        weights = deserialize(read_file(model, WEIGHTS))  # type: ignore[no-untyped-call]
        summary["parameters"] = sum(math.prod(tensor["shape"]) for _, tensor in weights)
    with reading(model / TOKENIZER, REMEDY):
        tokenizer = json.loads(read_file(model, TOKENIZER))
        summary["vocabulary"] = len(tokenizer["model"]["vocab"])
        summary["tokens"] = tokenizer["model"]["type"]
    with reading(model / CONFIG, REMEDY):
        if config.get("svm"):
            summary["svm_weight"] = to_number(config["svm"]["weight"])
        return summary | published(config) | read_origin(model)


def published(config: dict[str, Any]) -> dict[str, Any]:
    """What publishing has added to a configuration, and the labels."""
    about = config.get("about", {})
    summary: dict[str, Any] = {name: str(about[name]) for name in PUBLISHED if about.get(name)}
    if "labels" in config:
        summary["labels"] = list(map(str, config["labels"]))
    summary |= {key: list(map(str, config[key])) for key in KEYS.values() if config.get(key)}
    if (threshold := (config.get("abstention") or {}).get("threshold")) is not None:
        summary["abstains_below"] = to_number(threshold)
    return summary | ({"scores": to_numbers(config["scores"])} if config.get("scores") else {})


def to_numbers(scores: dict[str, Any]) -> dict[str, Any]:
    """Scores within scores, all of them numbers; a ValueError where one is NaN or infinite."""
    return {name: to_numbers(value) if isinstance(value, dict) else to_number(value) for name, value in scores.items()}


def to_number(value: Any) -> float:
    """A score; a ValueError where it is none."""
    if not math.isfinite(number := float(value)):
        raise ValueError(f"a score is {value!r}")
    return number


def read_origin(model: Path) -> dict[str, Any]:
    """The commit and the hash of dvc.lock that a packed model is of; nothing where it does not say."""
    if model.is_dir() or not has_file(model, ORIGIN):
        return {}
    with reading(model / ORIGIN, REMEDY):
        origin = json.loads(read_file(model, ORIGIN))
        return {name: str(origin[name]) for name in ("commit", "dvc_lock_sha256")}
