"""A trained network in one folder: weights, configuration and tokenizer, nothing to unpickle."""

import shutil
from pathlib import Path

from safetensors.torch import save_file
from torch import nn

from textrnn.files import replacing, write_json
from textrnn.validation import Point


def write_model(folder: Path, network: nn.Module, config: dict[str, object], kept: Point, tokenizer: Path) -> None:
    """Write `model.safetensors`, `config.json` and `tokenizer.json`; `kept` is where training was best."""
    with replacing(folder) as beside:
        beside.mkdir()
        save_file(network.state_dict(), beside / "model.safetensors")
        write_json(beside / "config.json", config | {"kept": kept._asdict()})
        shutil.copyfile(tokenizer, beside / "tokenizer.json")
