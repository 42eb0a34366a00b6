"""Train: windows of text -> a generator and its learning curve."""

from pathlib import Path

import torch
from pydantic import Field
from torch.utils.data import DataLoader

from textrnn.batch import Batch
from textrnn.checkpoints import Checkpoint, run_key
from textrnn.command import run
from textrnn.errors import InputError
from textrnn.files import write_rows
from textrnn.fitting import fit
from textrnn.generation.batches import Shuffled, Streams, Windows
from textrnn.generation.network import Architecture, Generator
from textrnn.model_folder import write_model
from textrnn.params import read_section
from textrnn.processes import ALONE, Processes
from textrnn.together import together
from textrnn.training import Training
from textrnn.validation import Point, best_point
from textrnn.vectors import read_vectors


class Params(Architecture, Training):
    """Section `<task>.train`."""

    carry_state: bool = Field(description="read contiguous streams; if not, windows in random order from a zero state")


def train(
    network: Generator,
    ids: Path,
    examples: Path,
    params: Params,
    processes: Processes = ALONE,
    checkpoint: Checkpoint | None = None,
) -> list[Point]:
    """Fit the network; every epoch shuffles the texts (or the windows) anew."""
    windows, valid = (Windows.read(ids, examples, split) for split in ("train", "valid"))
    if params.carry_state and not any(continues.any() for _, continues in Streams(windows.windows, 1)):
        raise InputError(
            "no window follows another one, so no state can be carried: in params.yaml set the stride of window "
            "to its length, or carry_state of train to false"
        )
    order = Streams if params.carry_state else Shuffled

    def batches_of_epoch(epoch: int) -> DataLoader[Batch]:
        sampler = order(windows.windows, params.batch_size, (params.seed, epoch))
        return DataLoader(windows, sampler=sampler, batch_size=None)

    valid_batches = DataLoader(valid, sampler=order(valid.windows, params.batch_size), batch_size=None)
    return fit(network, network.read, batches_of_epoch, valid_batches, params, processes, checkpoint)


def main(task: str, ids: Path, examples: Path, tokenizer: Path, vectors: Path, model: Path, curve: Path) -> None:
    """Train on the training split, keep the weights that are best on the validation split."""
    params = read_section(f"{task}.train", Params)
    torch.manual_seed(params.seed)
    network = Generator(read_vectors(vectors), params)
    checkpoint = Checkpoint(task, run_key(params, [ids, examples, tokenizer, vectors]))
    with together(params.shards, checkpoint.key) as processes:
        points = train(network, ids, examples, params, processes, checkpoint)
        if not processes.is_first:
            return
    kept = best_point(points, params.keep)
    write_model(model, network, network.config(), kept, tokenizer)
    write_rows(curve, Point._fields, points)
    checkpoint.remove()
    print(f"{model} holds the weights of {kept}")


if __name__ == "__main__":
    run(main)
