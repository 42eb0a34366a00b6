"""Evaluate: classifiers and examples -> scores on every split, predictions on valid and test."""

from pathlib import Path

import numpy as np
from pydantic import Field

from stages.command_line import run
from textrnn.classification.batches import Documents
from textrnn.classification.evaluation import LOGITS, Classified, score_predictions, write_predictions
from textrnn.classification.loading import load_network
from textrnn.classification.network import ClassifierNetwork
from textrnn.classification.scores import predict
from textrnn.files import replacing, write_metrics
from textrnn.numerics import promise
from textrnn.params.section import Section, read_section


class Params(Section):
    """Section `<task>.evaluate`."""

    batch_size: int = Field(gt=0, le=65_536, description="documents read at a time")


def classify_split(network: ClassifierNetwork, ids: Path, examples: Path, split: str, batch_size: int) -> Classified:
    """Let a network classify a split."""
    documents = Documents.read(ids, examples, split)
    log_probabilities = predict(network, documents, batch_size, f"score {split}")
    return Classified(log_probabilities, documents.examples["label"], network.labels)


def main(task: str, *, ids: Path, examples: Path, chosen: Path, refitted: Path, evaluation: Path) -> None:
    """Score train and valid with the chosen network, which has not learned from valid; test with the final one."""
    params = read_section(f"{task}.evaluate", Params)
    first, final = load_network(chosen), load_network(refitted)
    networks = {"train": first, "valid": first, "test": final}
    splits = {
        split: classify_split(network, ids, examples, split, params.batch_size) for split, network in networks.items()
    }
    scores = {split: score_predictions(each.log_probabilities, each.classes) for split, each in splits.items()}
    logits = {split: splits[split].log_probabilities * networks[split].temperature for split in LOGITS}
    with replacing(evaluation) as folder:
        folder.mkdir()
        write_metrics(folder / "scores.json", {"network": scores, "numerics": promise()})
        write_predictions(folder, splits["valid"], splits["test"])
        for split, values in logits.items():  # Of each document up to a constant, which changes no probability.
            np.save(folder / LOGITS[split], values.numpy())


if __name__ == "__main__":
    run(main)
