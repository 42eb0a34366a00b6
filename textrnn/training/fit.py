"""A whole training run, from its beginning or from a checkpoint."""

import math
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import safetensors.torch
from torch import Tensor
from torch.utils.data import DataLoader

from textrnn.distributed.process_group import SINGLE_PROCESS, ProcessGroup
from textrnn.errors import WorkerLostError
from textrnn.nn.batch import Batch, Network
from textrnn.numerics import device, is_portable, promise
from textrnn.report.progress import Progress
from textrnn.training.checkpoints import Checkpoint
from textrnn.training.learning_curve import Point
from textrnn.training.params import TrainingParams
from textrnn.training.trainer import Trainer

Epochs = Callable[[int], DataLoader[Batch]]  # The batches of an epoch, numbered from 0; each has as many.
STEPS_TO_AGREE = 10  # After so many steps the processes agree whether to write a checkpoint.


def fit(
    network: Network,
    train: Epochs,
    valid: DataLoader[Batch] | None,
    params: TrainingParams,
    group: ProcessGroup = SINGLE_PROCESS,
    checkpoint: Checkpoint | None = None,
    last_epoch: float | None = None,
    show: Callable[[list[Point]], None] = lambda _: None,
) -> list[Point]:
    """Train `network`, leave it with the weights of its best validation, and return the learning curve.

    Without `valid` it is left with its last weights. `last_epoch`, whole or not, is where it ends, if not after all.
    `show` gets the curve after each validation, in the first process.

    Raises:
        InputError: the loss is NaN or infinite.
        NumericsError: something has changed how torch computes.
        WorkerLostError: another process has ended.
    """
    trainer = Trainer(network.to(device()), len(train(0)), params, group, last_epoch)
    title = "train" if valid is not None else "refit"
    if group.is_first and not is_portable():
        print(f"numerics: {promise()}", flush=True)
    if checkpoint:
        resume(trainer, checkpoint, title)
    if trainer.curve and group.is_first:
        show(trainer.curve)  # Behind its last validation a run shows it nowhere else.
    try:
        take_steps(trainer, train, valid, checkpoint, title, show)
    except (KeyboardInterrupt, WorkerLostError) as error:
        if checkpoint and group.is_first:
            error.add_note(how_to_continue(last_checkpointed_step(checkpoint), trainer.last_step))
        raise
    if trainer.curve:
        network.load_state_dict(trainer.best)
    network.to("cpu")
    return trainer.curve


def take_steps(
    trainer: Trainer,
    train: Epochs,
    valid: DataLoader[Batch] | None,
    checkpoint: Checkpoint | None,
    title: str,
    show: Callable[[list[Point]], None],
) -> None:
    """Take all steps that are left."""
    epochs = range(trainer.step // trainer.steps_per_epoch, math.ceil(trainer.last_step / trainer.steps_per_epoch))
    with Progress(title, trainer.last_step, "steps", trainer.step, visible=trainer.group.is_first) as progress:
        for epoch in epochs:
            left = trainer.last_step - epoch * trainer.steps_per_epoch
            for batch in islice(train(epoch), trainer.step % trainer.steps_per_epoch, left):
                trainer.train_on(batch.to(trainer.device))
                if valid is not None and trainer.is_validation_due():
                    trainer.validate(part.to(trainer.device) for part in valid)
                    if trainer.group.is_first:
                        show(trainer.curve)
                progress.advance(note=trainer.latest_score())
                if checkpoint:
                    write_if_due(trainer, checkpoint)


def resume(trainer: Trainer, checkpoint: Checkpoint, title: str) -> None:
    """Bring a run to where its checkpoint is, if there is one."""
    data = trainer.group.broadcast(checkpoint.read() if trainer.group.is_first else b"")
    if data:
        tensors = safetensors.torch.load(data)
        trainer.load_state_dict(nested({name: value.to(trainer.device) for name, value in tensors.items()}))
        if trainer.group.is_first:
            print(f"{title}: continues from step {trainer.step:,} of {trainer.last_step:,}", flush=True)


def write_if_due(trainer: Trainer, checkpoint: Checkpoint) -> None:
    """Write a checkpoint if it is time."""
    if trainer.step % STEPS_TO_AGREE == 0 and trainer.group.agree(checkpoint.is_due()):
        tensors = dict(flat(trainer.state_dict()))
        if trainer.group.is_first:
            checkpoint.write(tensors)


def how_to_continue(step: int, steps: int) -> str:
    """How a run that was stopped continues."""
    if not step:
        return "no step is kept yet, dvc repro starts it again"
    return f"step {step:,} of {steps:,} is kept, dvc repro continues from there"


def last_checkpointed_step(checkpoint: Checkpoint) -> int:
    """The last step that a checkpoint holds, 0 if there is none."""
    data = checkpoint.read()
    return int(safetensors.torch.load(data)["step"]) if data else 0


def flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Tensor]]:
    """The tensors of nested dictionaries by their names, joined with slashes."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}/")
        else:
            yield f"{prefix}{name}", value


def nested(tensors: dict[str, Tensor]) -> dict[str, Any]:
    """The inverse of `flat`."""
    result: dict[str, Any] = {}
    for name, value in tensors.items():
        *groups, key = name.split("/")
        inner = result
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[key] = value
    return result
