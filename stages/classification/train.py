"""Train: padded documents -> a classifier, chosen on valid, and its learning curve."""

import math
from pathlib import Path

import torch
from scipy.optimize import minimize_scalar
from torch import Tensor
from torch.nn.functional import cross_entropy

from stages.command_line import run
from textrnn.classification.batches import Documents
from textrnn.classification.network import ClassifierNetwork
from textrnn.classification.training import TrainParams, begin, in_order
from textrnn.data.examples import TRUNCATION
from textrnn.distributed.launch import together
from textrnn.distributed.process_group import ALONE, Processes
from textrnn.files import read_json, write_rows
from textrnn.model.writing import write_model
from textrnn.params.section import read_section
from textrnn.training.checkpoints import Checkpoint, run_key
from textrnn.training.fit import Epochs, fit
from textrnn.training.learning_curve import Point, best_point


class Params(TrainParams):
    """Section `<task>.train`."""


def train(
    network: ClassifierNetwork,
    epochs: Epochs,
    ids: Path,
    examples: Path,
    params: TrainParams,
    processes: Processes = ALONE,
    checkpoint: Checkpoint | None = None,
) -> list[Point]:
    """Fit the network to train, leave it with the weights that are best on valid."""
    valid = in_order(Documents.read(ids, examples, "valid"), params.batch_size)
    return fit(network, epochs, valid, params, processes, checkpoint)


@torch.no_grad()
def calibrate(network: ClassifierNetwork, ids: Path, examples: Path) -> float:
    """The temperature that makes what a trained network says of the validation split probabilities."""
    batches = in_order(Documents.read(ids, examples, "valid"), batch_size=64)
    read = [(network(*batch.inputs), batch.targets) for batch in batches]
    logits, labels = (torch.cat(parts) for parts in zip(*read, strict=True))
    return fit_temperature(logits, labels)


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """What to divide logits (documents, classes) by, so that the labels (documents,) cost the fewest nats.

    One number makes them probabilities, and leaves every decision as it is (Guo 2017, arXiv:1706.04599). Labels are
    smoothed, the more the fewer there are (Platt 1999, "Probabilistic outputs for support vector machines"): some
    fifty that are all right would else ask for certainty. It is rounded, as is a metric.
    """
    smoothing = 1 / (len(labels) + 2)

    def loss(exponent: float) -> float:
        return cross_entropy(logits.double() / math.exp(exponent), labels, label_smoothing=smoothing).item()

    return round(math.exp(minimize_scalar(loss, bounds=(-math.log(10), math.log(10)), method="bounded").x), 3)


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
    network.temperature = calibrate(network.eval(), ids, examples)
    trained = {"train": params.model_dump(), "kept": kept._asdict(), "reading": read_json(examples / TRUNCATION)}
    write_model(model, network, network.config() | trained, tokenizer)
    write_rows(curve, Point._fields, points)
    checkpoint.remove()
    print(f"{model} holds the weights of {kept}")


if __name__ == "__main__":
    run(main)
