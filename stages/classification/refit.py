"""Refit: a classifier chosen on valid -> one that has learned from train and valid, for as many epochs."""

from pathlib import Path

import torch
from pydantic import Field

from textrnn.checkpoints import Checkpoint, run_key
from textrnn.classification.batches import Documents
from textrnn.classification.epochs import Params as Training
from textrnn.classification.epochs import shuffled
from textrnn.classification.network import Classifier
from textrnn.command import run
from textrnn.errors import reading
from textrnn.files import read_json
from textrnn.fitting import fit
from textrnn.model_folder import copy_model, write_model
from textrnn.params import Section, read_section
from textrnn.together import together
from textrnn.vectors import read_vectors


class Params(Section):
    """Section `<task>.refit`."""

    enabled: bool = Field(description="learn anew, from train and valid; or false: keep the network that was chosen")


def refit(chosen: Path, ids: Path, examples: Path, tokenizer: Path, vectors: Path, model: Path) -> None:
    """Train a network as the chosen one was, on train and valid, up to the epoch that was best."""
    with reading(chosen / "config.json"):
        config = read_json(chosen / "config.json")
        params = Training(**config["train"])
        stop = float(config["kept"]["epoch"])
    torch.manual_seed(params.seed)
    network = Classifier(read_vectors(vectors), read_json(ids / "labels.json"), params)
    checkpoint = Checkpoint("refit-classification", run_key(params, [chosen, ids, examples, tokenizer, vectors]))
    epochs = shuffled(Documents.read(ids, examples, "train", "valid"), params)
    with together(params.shards, checkpoint.key) as processes:
        fit(network, network.read, epochs, None, params, processes, checkpoint, stop)
        if not processes.is_first:
            return
    write_model(model, network, config | {"refit": True}, tokenizer)
    checkpoint.remove()
    print(f"{model} holds the weights after epoch {stop:.3g} on train and valid")


def main(task: str, ids: Path, examples: Path, tokenizer: Path, vectors: Path, chosen: Path, model: Path) -> None:
    """Refit the network, or copy the one that was chosen."""
    if read_section(f"{task}.refit", Params).enabled:
        refit(chosen, ids, examples, tokenizer, vectors, model)
    else:
        copy_model(chosen, model)


if __name__ == "__main__":
    run(main)
