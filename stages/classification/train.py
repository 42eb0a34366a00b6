"""Train: padded documents -> a classifier and its learning curve."""

from pathlib import Path

import torch
from pydantic import Field
from torch.utils.data import DataLoader

from textrnn.batch import Batch
from textrnn.checkpoints import Checkpoint, run_key
from textrnn.classification.batches import ByLength, Documents
from textrnn.classification.network import Architecture, Classifier, fit_temperature
from textrnn.command import run
from textrnn.files import read_json, write_rows
from textrnn.fitting import fit
from textrnn.model_folder import write_model
from textrnn.params import read_section
from textrnn.processes import ALONE, Processes
from textrnn.together import together
from textrnn.training import Training
from textrnn.validation import Point, best_point
from textrnn.vectors import read_vectors


class Params(Architecture, Training):
    """Section `<task>.train`."""

    pool: int = Field(
        gt=0, le=1_000_000, description="batches sorted by length together: more pads less and mixes less"
    )


def train(
    network: Classifier,
    ids: Path,
    examples: Path,
    params: Params,
    processes: Processes = ALONE,
    checkpoint: Checkpoint | None = None,
) -> list[Point]:
    """Fit the network; every epoch shuffles the documents anew."""
    documents, valid = (Documents.read(ids, examples, split) for split in ("train", "valid"))

    def batches_of_epoch(epoch: int) -> DataLoader[Batch]:
        sampler = ByLength(documents.examples, params.batch_size, params.pool, (params.seed, epoch))
        return DataLoader(documents, sampler=sampler, batch_size=None)

    valid_batches = DataLoader(valid, sampler=ByLength(valid.examples, params.batch_size), batch_size=None)
    return fit(network, network.read, batches_of_epoch, valid_batches, params, processes, checkpoint)


@torch.no_grad()
def calibrate(network: Classifier, ids: Path, examples: Path) -> float:
    """The temperature that makes what a trained network says of the validation split probabilities."""
    valid = Documents.read(ids, examples, "valid")
    batches = DataLoader(valid, sampler=ByLength(valid.examples, batch_size=64), batch_size=None)
    read = [(network(*batch.inputs), batch.targets) for batch in batches]
    logits, labels = (torch.cat(parts) for parts in zip(*read, strict=True))
    return fit_temperature(logits, labels)


def main(task: str, ids: Path, examples: Path, tokenizer: Path, vectors: Path, model: Path, curve: Path) -> None:
    """Train on the training split, keep the weights that are best on the validation split."""
    params = read_section(f"{task}.train", Params)
    torch.manual_seed(params.seed)
    labels = read_json(ids / "labels.json")
    network = Classifier(read_vectors(vectors), labels, params)
    checkpoint = Checkpoint(task, run_key(params, [ids, examples, tokenizer, vectors]))
    with together(params.shards, checkpoint.key) as processes:
        points = train(network, ids, examples, params, processes, checkpoint)
        if not processes.is_first:
            return
    kept = best_point(points, params.keep)
    network.temperature = calibrate(network.eval(), ids, examples)
    write_model(model, network, network.config(), kept, tokenizer)
    write_rows(curve, Point._fields, points)
    checkpoint.remove()
    print(f"{model} holds the weights of {kept}")


if __name__ == "__main__":
    run(main)
