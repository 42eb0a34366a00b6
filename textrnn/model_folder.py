"""A trained network in one folder: weights, configuration and tokenizer, nothing to unpickle."""

import shutil
from pathlib import Path

from safetensors.torch import save_file
from torch import nn

from textrnn.errors import reading
from textrnn.files import read_json, replacing, write_json
from textrnn.validation import Point


def write_model(folder: Path, network: nn.Module, config: dict[str, object], tokenizer: Path) -> None:
    """Write `model.safetensors`, `config.json` and `tokenizer.json`."""
    with replacing(folder) as beside:
        beside.mkdir()
        save_file(network.state_dict(), beside / "model.safetensors")
        write_json(beside / "config.json", config)
        shutil.copyfile(tokenizer, beside / "tokenizer.json")


def read_kept(folder: Path) -> Point:
    """Where the training of a network was best.

    Raises:
        InputError: its configuration does not say so.
    """
    config = read_json(folder / "config.json")
    with reading(folder / "config.json"):
        kept = Point(**config["kept"])
        if not 0 < kept.epoch <= config["train"]["epochs"]:
            raise ValueError(f"epoch {kept.epoch} of {config['train']['epochs']}")
    return kept


def copy_model(folder: Path, copy: Path) -> None:
    """Copy the folder of a network."""
    with replacing(copy) as beside:
        shutil.copytree(folder, beside)
