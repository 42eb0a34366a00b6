"""A trained network in one folder: weights, configuration and tokenizer, nothing to unpickle."""

import shutil
from pathlib import Path

from safetensors.torch import save_file
from torch import nn

from textrnn.files import replacing, write_json


def write_model(folder: Path, network: nn.Module, config: dict[str, object], tokenizer: Path) -> None:
    """Write `model.safetensors`, `config.json` and `tokenizer.json`."""
    with replacing(folder) as beside:
        beside.mkdir()
        save_file(network.state_dict(), beside / "model.safetensors")
        write_json(beside / "config.json", config)
        shutil.copyfile(tokenizer, beside / "tokenizer.json")


def copy_model(folder: Path, copy: Path) -> None:
    """Copy the folder of a network."""
    with replacing(copy) as beside:
        shutil.copytree(folder, beside)
