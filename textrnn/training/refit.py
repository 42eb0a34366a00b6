"""Trains a network that was chosen on valid anew, on train and valid, up to the epoch that was best."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field

from textrnn.distributed.launch import together
from textrnn.errors import reading
from textrnn.files import read_json
from textrnn.model.layout import CONFIG
from textrnn.model.writing import copy_model, write_model
from textrnn.nn.batch import Network
from textrnn.params.section import Section
from textrnn.training.checkpoints import Checkpoint, run_key
from textrnn.training.fit import Epochs, fit
from textrnn.training.learning_curve import read_kept
from textrnn.training.trainer import Training

TrainingType = TypeVar("TrainingType", bound=Training)
# (ids, examples, vectors, params, splits) -> an untrained network, and what it reads of these splits.
Begin = Callable[[Path, Path, Path, TrainingType, Sequence[str]], tuple[Network, Epochs]]


class Refit(Section):
    """Section `<task>.refit`."""

    enabled: bool = Field(description="learn anew, from train and valid; or false: keep the network that was chosen")


def refit(
    name: str,
    params: Refit,
    kind: type[TrainingType],
    begin: Begin[TrainingType],
    inputs: tuple[Path, Path, Path],
    tokenizer: Path,
    chosen: Path,
    model: Path,
) -> None:
    """Write the final network: trained as the chosen one was, or the chosen one itself.

    `kind` are the params of training, which the chosen network's folder holds; `inputs` are ids, examples, vectors.

    Raises:
        InputError: the folder of the chosen network is not as it should be; or as for `fit`.
    """
    config, last = read_json(chosen / CONFIG), read_kept(chosen)
    with reading(chosen / CONFIG):
        training = kind(**config["train"])
    checkpoint = Checkpoint(name, run_key(training, [chosen, tokenizer, *inputs]))
    with together(training.shards, checkpoint.key) as processes:
        if params.enabled:
            network, epochs = begin(*inputs, training, ["train", "valid"])
            fit(network, epochs, None, training, processes, checkpoint, last.epoch)
        if not processes.is_first:
            return
    if not params.enabled:
        copy_model(chosen, model)
        return
    write_model(model, network, refitted(config, last.epoch), tokenizer)
    checkpoint.remove()
    print(f"{model} holds the weights after epoch {last.epoch:.3g} on train and valid")


def refitted(config: dict[str, Any], epoch: float) -> dict[str, Any]:
    """The configuration of the chosen network without its scores, which are not those of these weights."""
    return {name: value for name, value in config.items() if name != "kept"} | {"refit": {"epoch": epoch}}
