"""Writes a trained network to its folder."""

import shutil
from pathlib import Path

from safetensors.torch import save_file
from torch import nn

from textrnn.files import replacing, write_json
from textrnn.model.layout import CONFIG, FORMAT, WEIGHTS


def write_model(folder: Path, network: nn.Module, config: dict[str, object]) -> None:
    """Write weights and configuration."""
    with replacing(folder) as beside:
        beside.mkdir()
        save_file(network.state_dict(), beside / WEIGHTS)
        write_json(beside / CONFIG, {"format": FORMAT} | config)


def copy_model(folder: Path, copy: Path) -> None:
    """Copy the folder of a network."""
    with replacing(copy) as beside:
        shutil.copytree(folder, beside)
