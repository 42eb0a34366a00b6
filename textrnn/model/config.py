"""The configuration of a model: config.json, read in any format as if it were in the current one."""

import json
from pathlib import Path
from typing import Any

from textrnn.errors import InputError, reading
from textrnn.model.layout import CONFIG, FORMAT
from textrnn.model.reading import REMEDY, read_file

KINDS = ("classifier", "generator")
FORMATS = (1, FORMAT)  # Those that can be read.
NEW_NAMES = {  # Of keys of format 1, wherever they stand.
    "keep": "select_by",
    "kept": "best",
    "multiple": "pad_to_multiple_of",
    "pool": "bucket_batches",
    "reading": "truncation",
}


def read_config(model: Path, kind: str) -> dict[str, Any]:
    """The configuration of a model of this kind.

    Raises:
        InputError: it is of another kind; or as for `read_any_config`.
    """
    config = read_any_config(model)
    if config["kind"] != kind:
        raise InputError(f"{model} is a model of kind {config['kind']!r}; needed is a {kind}")
    return config


def read_any_config(model: Path) -> dict[str, Any]:
    """The configuration of a model of any kind, in the current format.

    Raises:
        InputError: it is damaged, or of a format or kind that this version does not know.
    """
    path = model / CONFIG
    with reading(path, REMEDY):
        config = dict(json.loads(read_file(model, CONFIG), parse_constant=refuse_constant))
    version = config.get("format")
    if version not in FORMATS:
        remedy = "update textrnn" if isinstance(version, int) and version > max(FORMATS) else REMEDY
        known = " and ".join(map(str, FORMATS))
        raise InputError(f"{path} has format {version!r}; this version of textrnn reads formats {known}: {remedy}")
    if config.get("kind") not in KINDS:
        known = " and ".join(KINDS)
        raise InputError(f"{path} has kind {config.get('kind')!r}; this version of textrnn knows {known}: {REMEDY}")
    with reading(path, REMEDY):
        return upgrade(config)


def refuse_constant(name: str) -> float:
    """Refuse NaN and the infinities, which are no JSON.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{name} is no JSON")


def upgrade(config: dict[str, Any]) -> dict[str, Any]:
    """A configuration with the names of the current format; `format` stays that of the file."""
    if config["format"] == FORMAT:
        return config
    upgraded: dict[str, Any] = rename(config)
    scores = {"scores": upgrade_scores(config["scores"])} if "scores" in config else {}
    return upgraded | scores


def rename(value: Any) -> Any:
    """A value of JSON with the new names of its keys."""
    if not isinstance(value, dict):
        return value
    return {NEW_NAMES.get(name, name): rename(item) for name, item in value.items()}


def upgrade_scores(scores: dict[str, Any]) -> dict[str, Any]:
    """Scores by whose they are, then by split; format 1 has those on test alone."""
    network = {name: value for name, value in scores["test"].items() if name != "cold"}
    zero_state = {"zero_state": {"test": scores["test"]["cold"]}} if "cold" in scores["test"] else {}
    baselines = {name: {"test": values} for name, values in scores["baseline"].items()}
    return {"network": {"test": network}, "baselines": baselines} | zero_state


def continued(config: dict[str, Any]) -> dict[str, Any]:
    """What a second training had otherwise that learned on from the weights of the first; nothing if none did."""
    return {name: value for name, value in config.get("refit", {}).items() if name != "epoch"}


def hyperparameters(config: dict[str, Any]) -> list[tuple[str, Any]]:
    """The hyperparameters of training by name, then those of a second training that continued the first."""
    return [*sorted(config["train"].items()), *((f"refit.{name}", value) for name, value in continued(config).items())]
