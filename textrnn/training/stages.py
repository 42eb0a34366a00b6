"""What the stages train and refit do, for either task."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import Field
from safetensors.torch import load_file
from torch.utils.data import DataLoader

from textrnn.distributed.launch import launch
from textrnn.errors import reading
from textrnn.files import read_json, write_rows
from textrnn.model.layout import CONFIG, WEIGHTS
from textrnn.model.writing import copy_model, write_model
from textrnn.nn.batch import Batch, Network
from textrnn.params.section import Section
from textrnn.training.checkpoints import Checkpoint, run_key
from textrnn.training.fit import Epochs, fit
from textrnn.training.learning_curve import Point, best_point, read_best
from textrnn.training.params import TrainingParams

ParamsType = TypeVar("ParamsType", bound=TrainingParams)
NetworkType = TypeVar("NetworkType", bound=Network)


@dataclass(frozen=True)
class Inputs:
    """Where training reads: the folders of ids and of examples, the files of vectors and of the tokenizer."""

    ids: Path
    examples: Path
    vectors: Path
    tokenizer: Path


@dataclass(frozen=True)
class Task(Generic[ParamsType, NetworkType]):
    """What training has to know of a task."""

    params: type[ParamsType]
    begin: Callable[[Inputs, ParamsType, Sequence[str]], tuple[NetworkType, Epochs]]  # untrained; reads these splits
    validation: Callable[[Inputs, ParamsType], DataLoader[Batch]]
    finish: Callable[[NetworkType, Inputs], dict[str, object]]  # sets what a trained network needs; more of its config
    curve: tuple[str, ...] = Point._fields  # what the file of its learning curve has of each point


class RefitParams(Section):
    """Section `<task>.refit`."""

    enabled: bool = Field(description="train again on train and valid; or false: keep the network selected on valid")

    def of_continuation(self) -> dict[str, Any] | None:
        """The parameters of a training that continues from the weights of the selected network; None: from scratch."""
        return None


def train(
    name: str, task: Task[ParamsType, NetworkType], params: ParamsType, inputs: Inputs, model: Path, curve: Path
) -> None:
    """Train on the training split, write the network with the weights that are best on valid.

    The learning curve is written at each validation, so that `dvc plots show` has it while it grows.
    """
    network, epochs = task.begin(inputs, params, ["train"])
    checkpoint = Checkpoint(name, run_key(params, astuple(inputs)))
    with launch(params.shards, checkpoint.key) as group:
        points = fit(
            network,
            epochs,
            task.validation(inputs, params),
            params,
            group,
            checkpoint,
            show=lambda points: write_curve(curve, task.curve, points),
        )
        if not group.is_first:
            return
    best = best_point(points, params.select_by)
    network.fold()
    more = task.finish(network.eval(), inputs)
    write_model(model, network, network.config() | {"train": params.model_dump(), "best": best._asdict()} | more)
    checkpoint.remove()
    print(f"{model} holds the weights of {best}")


def write_curve(path: Path, columns: Sequence[str], points: Sequence[Point]) -> None:
    """Write these columns of a learning curve."""
    write_rows(path, columns, ([getattr(point, column) for column in columns] for point in points))


def refit(
    name: str, task: Task[ParamsType, NetworkType], params: RefitParams, inputs: Inputs, selected: Path, model: Path
) -> None:
    """Write the final network: trained on train and valid for as many epochs as were best, or the selected one itself.

    Raises:
        InputError: the folder of the selected network is not as it should be; or as for `fit`.
    """
    config, best = read_json(selected / CONFIG), read_best(selected)
    continuation = params.of_continuation()
    with reading(selected / CONFIG):
        training = task.params(**config["train"] | (continuation or {}))
    checkpoint = Checkpoint(name, run_key(training, [selected, *astuple(inputs)]))
    with launch(training.shards, checkpoint.key) as group:
        if params.enabled:
            network, epochs = task.begin(inputs, training, ["train", "valid"])
            if continuation is not None:
                with reading(selected / WEIGHTS):
                    network.load_state_dict(load_file(selected / WEIGHTS))
            fit(network, epochs, None, training, group, checkpoint, best.epoch)
        if not group.is_first:
            return
    if not params.enabled:
        copy_model(selected, model)
        return
    network.fold()
    write_model(model, network, without_scores(config) | {"refit": {"epoch": best.epoch} | (continuation or {})})
    checkpoint.remove()
    print(f"{model} holds the weights after epoch {best.epoch:.3g} on train and valid")


def without_scores(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration of the selected network without its scores, which are not those of other weights."""
    return {name: value for name, value in config.items() if name != "best"}
