"""A trained network as the folder that `model_files.py` describes, written and read."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from textrnn.errors import InputError, reading
from textrnn.files import replacing, write_json
from textrnn.model_files import CONFIG, FORMAT, REMEDY, TOKENIZER, WEIGHTS, read_part


def write_model(folder: Path, network: nn.Module, config: dict[str, object], tokenizer: Path) -> None:
    """Write weights, configuration and tokenizer."""
    with replacing(folder) as beside:
        beside.mkdir()
        save_file(network.state_dict(), beside / WEIGHTS)
        write_json(beside / CONFIG, {"format": FORMAT} | config)
        shutil.copyfile(tokenizer, beside / TOKENIZER)


def load_weights(network: nn.Module, model: Path) -> None:
    """Load the weights into a network that was made on the device `meta`, so without memory for any.

    Raises:
        InputError: they have another shape or type, or one of them is no number.
    """
    with reading(model / WEIGHTS, REMEDY):
        weights = load(read_part(model, WEIGHTS))
        if wrong := [name for name, values in weights.items() if values.dtype != torch.float32]:
            raise ValueError(f"{wrong[0]} is not of type float32")
        if shapes(weights) != shapes(network.state_dict()):
            raise ValueError(f"its weights do not have the shapes that {CONFIG} says")
        network.to_empty(device="cpu").load_state_dict(weights)
        if wrong := [name for name, values in weights.items() if not values.isfinite().all()]:
            raise ValueError(f"{wrong[0]} has values that are no numbers")


def shapes(weights: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    """The shape of each weight."""
    return {name: values.shape for name, values in weights.items()}


def read_fitting_tokenizer(model: Path, vocabulary: int) -> Tokenizer:
    """The tokenizer of a model, whose tokens the network knows.

    Raises:
        InputError: it is damaged, or knows more tokens.
    """
    with reading(model / TOKENIZER, REMEDY):
        tokenizer = Tokenizer.from_str(read_part(model, TOKENIZER).decode("utf-8"))
        if max(tokenizer.get_vocab().values(), default=0) >= vocabulary:
            raise ValueError(f"it has tokens beyond the {vocabulary} that the network knows")
    return tokenizer


def whole(text: str) -> str:
    """The text itself, which a tokenizer can read.

    Raises:
        InputError: it has half a character, as what is no UTF-8 becomes on the command line.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"the text {text[:40]!r} holds half a character: write it in UTF-8") from error
    return text


def copy_model(folder: Path, copy: Path) -> None:
    """Copy the folder of a network."""
    with replacing(copy) as beside:
        shutil.copytree(folder, beside)
