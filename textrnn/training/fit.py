"""Fits a network: a whole training run, from its beginning or from a checkpoint."""

import math
from collections import defaultdict
from collections.abc import Callable
from itertools import islice

import safetensors.torch
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from textrnn.distributed.process_group import ALONE, Processes
from textrnn.errors import LostError
from textrnn.nn.batch import Batch, Network
from textrnn.numerics import device, is_portable, promise
from textrnn.report.progress import Progress
from textrnn.training.checkpoints import Checkpoint
from textrnn.training.learning_curve import Point
from textrnn.training.trainer import Run, Training

Epochs = Callable[[int], DataLoader[Batch]]  # The batches of an epoch, numbered from 0; each has as many.
ASK = 10  # Steps after which the processes agree whether to write a checkpoint.


def fit(
    network: Network,
    train: Epochs,
    valid: DataLoader[Batch] | None,
    params: Training,
    processes: Processes = ALONE,
    checkpoint: Checkpoint | None = None,
    last_epoch: float | None = None,
) -> list[Point]:
    """Train `network`, leave it with the weights of its best validation, and return the learning curve.

    Without `valid` it is left with its last weights. `last_epoch`, whole or not, is where it ends, if not after all.

    Raises:
        InputError: the loss is no number any more.
        NumericsError: something has changed how torch computes.
        LostError: another process has ended.
    """
    run = Run(network.to(device()), len(train(0)), params, processes, last_epoch)
    if processes.is_first and not is_portable():
        print(f"numerics: {promise()}", flush=True)
    if checkpoint:
        resume(run, checkpoint)
    try:
        finish(run, train, valid, checkpoint)
    except (KeyboardInterrupt, LostError) as error:
        if checkpoint and processes.is_first:
            error.args = (*(error.args or ("stopped",)), what_is_kept(kept_step(checkpoint), run.last_step))
        raise
    if run.curve:
        network.load_state_dict(run.best)
    network.to("cpu")
    return run.curve


def finish(
    run: Run,
    train: Epochs,
    valid: DataLoader[Batch] | None,
    checkpoint: Checkpoint | None,
) -> None:
    """Take all steps that are left."""
    place = run.gradient.total.device
    with Progress(run.title, run.last_step, "steps", run.step, shown=run.processes.is_first) as progress:
        for epoch in range(run.step // run.steps_per_epoch, math.ceil(run.last_step / run.steps_per_epoch)):
            left = run.last_step - epoch * run.steps_per_epoch
            for batch in islice(train(epoch), run.step % run.steps_per_epoch, left):
                run.update(batch.to(place))
                if valid is not None and run.is_validated():
                    run.validate(part.to(place) for part in valid)
                progress.advance(note=run.score_so_far())
                if checkpoint:
                    keep(run, checkpoint)


def resume(run: Run, checkpoint: Checkpoint) -> None:
    """Bring a run to where its checkpoint is, if there is one."""
    data = run.processes.share(checkpoint.read() if run.processes.is_first else b"")
    if data:
        place = run.gradient.total.device
        restore(run, {name: value.to(place) for name, value in safetensors.torch.load(data).items()})
        if run.processes.is_first:
            print(f"{run.title}: goes on from step {run.step:,} of {run.last_step:,}", flush=True)


def keep(run: Run, checkpoint: Checkpoint) -> None:
    """Write a checkpoint if it is time."""
    if run.step % ASK == 0 and run.processes.agree(checkpoint.is_due()):
        tensors = tensors_of(run)
        if run.processes.is_first:
            checkpoint.write(tensors)


def what_is_kept(step: int, steps: int) -> str:
    """How a run that was stopped goes on."""
    if not step:
        return "no step is kept yet, dvc repro starts it again"
    return f"step {step:,} of {steps:,} is kept, dvc repro goes on from there"


def kept_step(checkpoint: Checkpoint) -> int:
    """The last step that a checkpoint holds, 0 if there is none."""
    data = checkpoint.read()
    return int(safetensors.torch.load(data)["run/step"]) if data else 0


def tensors_of(run: Run) -> dict[str, Tensor]:
    """All that a run has come to, named `group/name`; the same in each process."""
    curve = torch.tensor(run.curve, dtype=torch.float64).reshape(-1, len(Point._fields))
    groups: dict[str, dict[str, Tensor]] = {
        "run": {
            "step": torch.tensor(run.step),
            "losses": torch.tensor(run.losses, dtype=torch.float64),
            "curve": curve,
        },
        "memory": run.gather_memories(),
        "weights": run.network.state_dict(),
        "best": run.best,
    }
    moments = run.updates.optimizer.state_dict()["state"]
    groups |= {f"optimizer {number}": state for number, state in moments.items()}
    return {f"{group}/{name}": value for group, values in groups.items() for name, value in values.items()}


def restore(run: Run, tensors: dict[str, Tensor]) -> None:
    """The inverse of `tensors_of`, for as many processes as there are now."""
    groups: dict[str, dict[str, Tensor]] = defaultdict(dict)
    for name, value in tensors.items():
        group, _, key = name.partition("/")
        groups[group][key] = value
    run.step = int(groups["run"]["step"])
    run.losses = groups["run"]["losses"].tolist()
    run.curve = [Point(epoch, int(step), *scores) for epoch, step, *scores in groups["run"]["curve"].tolist()]
    run.network.load_state_dict(groups["weights"])
    run.best = groups["best"]
    moments = {int(group.split()[1]): state for group, state in groups.items() if group.startswith("optimizer ")}
    optimizer = run.updates.optimizer
    optimizer.load_state_dict(optimizer.state_dict() | {"state": moments})
    run.memories = {shard: groups["memory"].get(str(shard)) for shard in run.processes.own(run.params.shards)}
