"""Baseline: the largest class, and linear models of TF-IDF features -> their predictions and scores."""

from pathlib import Path
from typing import Any

import numpy as np

from stages.command_line import run
from textrnn.classification.linear_models import LinearModels, linear_svm, logistic_regression, tfidf
from textrnn.data.records import SPLITS, Record, read_records
from textrnn.errors import InputError
from textrnn.files import replacing, write_json, write_metrics
from textrnn.params.section import read_section
from textrnn.report.progress import track


class Params(LinearModels):
    """Section `<task>.baseline`."""


def make_models(params: Params) -> dict[str, Any]:
    """The largest class; TF-IDF with logistic regression and with one-vs-rest linear SVMs."""
    # Imported here, as it takes a second: what is wrong with params or data is said before.
    from sklearn.dummy import DummyClassifier
    from sklearn.pipeline import make_pipeline

    return {
        "majority_class": DummyClassifier(),
        "tfidf_logistic_regression": make_pipeline(tfidf(params), logistic_regression(params)),
        "tfidf_svm": make_pipeline(tfidf(params), linear_svm(params)),
    }


def predict(model: Any, train: list[Record], test: list[Record]) -> list[str]:
    """Fit a model on records; its labels for others."""
    model.fit([record.text for record in train], [record.label for record in train])
    predicted: list[str] = model.predict([record.text for record in test]).tolist()
    return predicted


def score(predictions: dict[str, dict[str, list[str]]], records: dict[str, list[Record]]) -> dict[str, Any]:
    """Accuracy and macro-F1 of each model on each split that it predicted."""
    from textrnn.classification.metrics import score_labels

    actual = {split: np.array([record.label for record in part]) for split, part in records.items()}
    return {
        name: {split: score_labels(actual[split], np.array(predicted)) for split, predicted in splits.items()}
        for name, splits in predictions.items()
    }


def without_duplicates(records: list[Record]) -> list[int]:
    """The numbers of the records whose text has not been there before with the same label."""
    first: dict[tuple[str, str | None], int] = {}
    for number, record in enumerate(records):
        first.setdefault((record.text, record.label), number)
    return list(first.values())


def main(task: str, *, splits: Path, baselines: Path) -> None:
    """Predict valid after fitting on train, and test after fitting on both, as nothing is chosen on valid."""
    params = read_section(f"{task}.baseline", Params)
    train, valid, test = (list(read_records(splits / f"{name}.jsonl")) for name in SPLITS)
    if not any(params.pattern.search(record.text) for record in train):
        raise InputError(f"no training text has a word: look at {task}.baseline.pattern in params.yaml")
    models = make_models(params)
    predictions = {
        name: {"valid": predict(model, train, valid), "test": predict(model, train + valid, test)}
        for name, model in track(models.items(), "baseline", len(models), "models")
    }
    with replacing(baselines) as folder:
        folder.mkdir()
        write_json(folder / "linear_models.json", params.model_dump(mode="json"))
        write_json(folder / "predictions.json", predictions)
        write_json(folder / "without_duplicates.json", without_duplicates(test))
        write_metrics(folder / "scores.json", score(predictions, {"valid": valid, "test": test}))


if __name__ == "__main__":
    run(main)
