"""Publish: the final classifier -> a model to be used and handed on, with its card."""

from pathlib import Path
from typing import Any

from textrnn.command import run
from textrnn.markdown import literal, table
from textrnn.model_card import Publish, front_matter, hyperparameters, page, publish
from textrnn.params import read_section

HUB_TASK = "text-classification"
NAMES = {
    "majority_class": "largest class",
    "tfidf_logistic_regression": "TF-IDF + logistic regression",
    "tfidf_svm": "TF-IDF + linear SVM",
}
USAGE = """from textrnn.classifier import Classifier

classifier = Classifier.load("path/of/this/folder")
print(classifier.predict(["some text"])[0])"""
NAMED = 50  # Labels that the card lists.


class Params(Publish):
    """Section `<task>.publish`."""


def scores_table(metrics: dict[str, Any]) -> str:
    """The scores on test, beside those of the baselines."""
    models = {name: metrics["baseline"][key] for key, name in NAMES.items()} | {"**this model**": metrics}
    rows = [
        [name, *(f"{100 * scores['test'][score]:.2f}" for score in ("accuracy", "macro_f1"))]
        for name, scores in models.items()
    ]
    return table(["on test", "accuracy, %", "macro-F1, %"], rows)


def data_text(params: Publish, metrics: dict[str, Any], labels: list[str]) -> str:
    """What it was trained on, and what it tells apart."""
    counts = {split: metrics["data"][split]["documents"] for split in ("train", "valid", "test")}
    more = f" and {len(labels) - NAMED} more" if len(labels) > NAMED else ""
    return (
        f"{params.data}: {counts['train']:,} documents for training, {counts['valid']:,} for validation, "
        f"{counts['test']:,} for the test.\n\n"
        f"{len(labels)} classes: {', '.join(map(literal, labels[:NAMED]))}{more}."
    )


def make_card(params: Publish, config: dict[str, Any], metrics: dict[str, Any]) -> str:
    """The card of a classifier."""
    test = metrics["test"]
    layers = config["architecture"]["layers"]
    network = f"{layers} layer(s) of LSTMs" if layers else "no LSTM: a bag of words"
    what = f"A text classifier: vectors of tokens, {network}, a probability for each class (a temperature is fitted)."
    sections = {
        "Data": data_text(params, metrics, config["labels"]),
        "Results": scores_table(metrics),
        "Hyperparameters": hyperparameters(config["train"]),
    }
    matter = front_matter(params, HUB_TASK, {"accuracy": test["accuracy"], "f1": test["macro_f1"]})
    return page(params, matter, what, USAGE, sections)


def main(task: str, refitted: Path, metrics: Path, model: Path) -> None:
    """Write the model's folder: its configuration says what it scores."""
    publish(read_section(f"{task}.publish", Params), make_card, refitted, metrics, model)


if __name__ == "__main__":
    run(main)
