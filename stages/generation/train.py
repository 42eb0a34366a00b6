"""Train: windows of text -> a generator, chosen on valid, and its learning curve."""

from pathlib import Path

import numpy as np

from stages.command_line import run
from textrnn.data.arrays import read_arrays
from textrnn.distributed.launch import together
from textrnn.distributed.process_group import ALONE, Processes
from textrnn.files import write_rows
from textrnn.generation.batches import Windows
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.training import TrainParams, begin, in_order
from textrnn.model.writing import write_model
from textrnn.params.section import read_section
from textrnn.training.checkpoints import Checkpoint, run_key
from textrnn.training.fit import Epochs, fit
from textrnn.training.learning_curve import Point, best_point


class Params(TrainParams):
    """Section `<task>.train`."""


def train(
    network: GeneratorNetwork,
    epochs: Epochs,
    ids: Path,
    examples: Path,
    params: TrainParams,
    processes: Processes = ALONE,
    checkpoint: Checkpoint | None = None,
) -> list[Point]:
    """Fit the network to train, leave it with the weights that are best on valid."""
    valid = in_order(Windows.read(ids, examples, "valid"), params)
    return fit(network, epochs, valid, params, processes, checkpoint)


def find_unseen(ids: Path, vocabulary: int) -> list[int]:
    """The tokens that the training split lacks, such as bytes of characters that it has whole."""
    seen = np.bincount(read_arrays(ids / "train").ids, minlength=vocabulary)
    return [token for token, count in enumerate(seen.tolist()) if not count]


def main(task: str, ids: Path, examples: Path, tokenizer: Path, vectors: Path, model: Path, curve: Path) -> None:
    """Train on the training split, keep the weights that are best on the validation split."""
    params = read_section(f"{task}.train", Params)
    network, epochs = begin(ids, examples, vectors, params, ["train"])
    checkpoint = Checkpoint(task, run_key(params, [ids, examples, tokenizer, vectors]))
    with together(params.shards, checkpoint.key) as processes:
        points = train(network, epochs, ids, examples, params, processes, checkpoint)
        if not processes.is_first:
            return
    kept = best_point(points, params.select_by)
    network.unseen = find_unseen(ids, network.embedding.shape[0])
    trained = {"train": params.model_dump(), "kept": kept._asdict()}
    write_model(model, network, network.config() | trained, tokenizer)
    write_rows(curve, Point._fields, points)
    checkpoint.remove()
    print(f"{model} holds the weights of {kept}")


if __name__ == "__main__":
    run(main)
