"""Ensemble: logits of the network, margins of the best SVM -> one classifier of both, their weight chosen on valid."""

from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from stages.command_line import run
from textrnn.classification.calibration import fit_temperature
from textrnn.classification.evaluation import LOGITS, Classified, score_predictions, write_predictions
from textrnn.classification.svm import LinearSvm
from textrnn.classification.svm_loading import read_svm
from textrnn.classification.svm_writing import write_svm
from textrnn.data.arrays import Integers, read_arrays
from textrnn.data.records import read_records
from textrnn.errors import reading
from textrnn.files import read_json, replacing, write_metrics
from textrnn.params.section import Section, read_section
from textrnn.report.never_predicted import NAMED, listed, never_predicted
from textrnn.report.terminal import inline

Weight = Annotated[float, Field(ge=0, le=1000)]


class Params(Section):
    """Section `<task>.ensemble`."""

    svm_weights: list[Weight] = Field(
        min_length=1,
        max_length=100,
        description="of the SVM's margins beside the network's logits: the best on valid is taken; 0: no SVM",
    )


class Split(NamedTuple):
    """What both models say of the documents of a split, and what these are."""

    logits: Tensor  # of the network (documents, classes)
    margins: Tensor  # of the SVM (documents, classes)
    classes: Integers  # (documents,), actual ones

    def combined(self, weight: float) -> Tensor:
        """The logits of both together."""
        return self.logits + weight * self.margins


class Choice(NamedTuple):
    """How much the SVM weighs, the temperature of both together, and what that comes to on valid."""

    weight: float
    temperature: float
    accuracy: float
    loss: float


def choose(valid: Split, weights: list[float]) -> list[Choice]:
    """All weights with their scores, the best first.

    The most accurate is best; of equals, of which few documents leave many, the one with the least loss; where that is
    level, too, to two decimals, the smallest, as 0 is the simplest model.
    """
    labels = torch.from_numpy(valid.classes.astype(np.int64))
    choices = []
    for weight in weights:
        temperature = fit_temperature(valid.combined(weight), labels)
        scores = score_predictions((valid.combined(weight) / temperature).log_softmax(dim=-1), valid.classes)
        choices.append(Choice(weight, temperature, scores["accuracy"], scores["loss"]))
    return sorted(choices, key=lambda choice: (-choice.accuracy, round(choice.loss, 2), choice.weight))


def read_split(
    name: str, model: Path, splits: Path, ids: Path, evaluation: Path, classes: int
) -> tuple[Split, LinearSvm]:
    """What both models say of a split.

    Raises:
        InputError: a file is damaged.
    """
    part = read_svm(model, classes)
    labels = read_arrays(ids / name).labels
    path = evaluation / LOGITS[name]
    with reading(path):
        logits = torch.from_numpy(np.load(path))
        if labels is None or logits.shape != (len(labels), classes):
            raise ValueError(f"it has {tuple(logits.shape)} logits")
    margins = part.scores([record.text for record in read_records(splits / f"{name}.jsonl")])
    return Split(logits, margins, labels), part


def main(task: str, *, splits: Path, ids: Path, svm: Path, evaluation: Path, ensemble: Path) -> None:
    """Choose the weight on valid, score the classifier that both make, and write the SVM as a part of it."""
    params = read_section(f"{task}.ensemble", Params)
    labels = read_json(ids / "labels.json")
    valid, _ = read_split("valid", svm / "chosen", splits, ids, evaluation, len(labels))
    test, part = read_split("test", svm / "refitted", splits, ids, evaluation, len(labels))
    choices = choose(valid, params.svm_weights)
    best = choices[0]
    found = {
        name: Classified((split.combined(best.weight) / best.temperature).log_softmax(dim=-1), split.classes, labels)
        for name, split in {"valid": valid, "test": test}.items()
    }
    with replacing(ensemble) as folder:
        folder.mkdir()
        scores = {name: score_predictions(each.log_probabilities, each.classes) for name, each in found.items()}
        tried = [choice._asdict() for choice in sorted(choices)]
        write_metrics(folder / "scores.json", {"network": scores, "choice": best._asdict(), "tried": tried})
        write_predictions(folder, found["valid"], found["test"])
        if best.weight:
            write_svm(folder, part.scaled(best.weight / best.temperature))
    print(f"ensemble: the SVM weighs {best.weight:g}; accuracy on valid {best.accuracy:.4f}")
    predictions = found["valid"].predictions()
    if missed := never_predicted(predictions.actual.tolist(), predictions.predicted.tolist()):
        print(f"never predicted on valid: {inline(listed(missed, NAMED))}")


if __name__ == "__main__":
    run(main)
