"""Publish: the final classifier -> a model to be used and handed on, with its card."""

from pathlib import Path
from typing import Any

from stages.command_line import run
from textrnn.model.card import Publish, ahead, front_matter, hyperparameters, page, publish, scores_table
from textrnn.params.section import read_section
from textrnn.report.markdown import literal

HUB_TASK = "text-classification"
USAGE = """from textrnn.classifier import Classifier

classifier = Classifier.load("path/of/this/folder")
print(classifier.predict(["some text"])[0])"""
NAMED = 50  # Labels that the card lists.


class Params(Publish):
    """Section `<task>.publish`."""


def results_text(scores: dict[str, Any], data: dict[str, Any]) -> str:
    """The scores on test beside those of the baselines, and what lessens them."""
    header = ["on test", "accuracy, %", "macro-F1, %"]
    parts = [
        scores_table(header, scores, lambda found: [f"{100 * found[score]:.2f}" for score in ("accuracy", "macro_f1")])
    ]
    if names := ahead(scores, "accuracy", higher=True):
        parts.append(f"With a higher accuracy: {names}.")
    if seen := data["test_texts_seen_in_training"]:
        count = data["test"]["documents"]
        parts.append(f"Of the {count:,} test texts {seen:,} stand in training, too, word for word.")
    return "\n\n".join(parts)


def data_text(params: Publish, data: dict[str, Any], labels: list[str]) -> str:
    """What it was trained on, and what it tells apart."""
    counts = {split: data[split]["documents"] for split in ("train", "valid", "test")}
    more = f" and {len(labels) - NAMED} more" if len(labels) > NAMED else ""
    return (
        f"{literal(params.data)}: {counts['train']:,} documents for training, {counts['valid']:,} for validation, "
        f"{counts['test']:,} for the test.\n\n"
        f"{len(labels)} classes: {', '.join(map(literal, labels[:NAMED]))}{more}."
    )


def make_card(params: Publish, config: dict[str, Any], data: dict[str, Any]) -> str:
    """The card of a classifier."""
    test = config["scores"]["test"]
    layers = config["architecture"]["layers"]
    network = f"LSTMs in {layers} layer{'s' if layers > 1 else ''}" if layers else "no LSTM: a bag of words"
    temperature = f"temperature {config['temperature']}, fitted to {data['valid']['documents']:,} validation documents"
    what = f"A text classifier: vectors of tokens, {network}, a probability for each class ({temperature})."
    sections = {
        "Data": data_text(params, data, config["labels"]),
        "Results": results_text(config["scores"], data),
        "Hyperparameters": hyperparameters(config["train"]),
    }
    shown = {"accuracy": ("accuracy", test["accuracy"]), "f1": ("macro-F1", test["macro_f1"])}
    matter = front_matter(params, HUB_TASK, shown)
    return page(params, matter, what, USAGE, sections)


def main(task: str, refitted: Path, metrics: Path, model: Path) -> None:
    """Write the model's folder: its configuration says what it scores."""
    publish(read_section(f"{task}.publish", Params), make_card, refitted, metrics, model)


if __name__ == "__main__":
    run(main)
