"""Publish: the final classifier, its tokenizer and scores -> a model to use and share, with its card."""

from pathlib import Path
from typing import Any

from stages.command_line import run
from textrnn.model.card import Publish, better_baselines, front_matter, hyperparameters, page, publish, scores_table
from textrnn.params.section import read_section
from textrnn.report.markdown import escaped

HUB_TASK = "text-classification"
USAGE = """from textrnn.classifier import Classifier

classifier = Classifier.load("path/to/this/folder")
print(classifier.predict(["some text"])[0])"""
NAMED = 50  # Labels that the card lists.


class Params(Publish):
    """Section `<task>.publish`."""


def results_text(scores: dict[str, Any], data: dict[str, Any]) -> str:
    """The scores on test beside those of the baselines, and what qualifies them."""
    header = ["on test", "accuracy, %", "macro-F1, %"]
    paragraphs = [
        scores_table(header, scores, lambda split: [f"{100 * split[name]:.2f}" for name in ("accuracy", "macro_f1")])
    ]
    if names := better_baselines(scores, "accuracy", higher=True):
        paragraphs.append(f"With a higher accuracy: {names}.")
    if seen := data["test_texts_seen_in_training"]:
        count = data["test"]["documents"]
        paragraphs.append(f"Of the {count:,} test texts {seen:,} are in the training data, word for word.")
    return "\n\n".join(paragraphs)


def data_text(params: Publish, data: dict[str, Any], labels: list[str]) -> str:
    """What it was trained on, and its classes."""
    train, valid, test = (data[split]["documents"] for split in ("train", "valid", "test"))
    more = f" and {len(labels) - NAMED} more" if len(labels) > NAMED else ""
    return (
        f"{escaped(params.data)}: {train:,} documents for training, {valid:,} for validation, {test:,} for test.\n\n"
        f"{len(labels)} classes: {', '.join(map(escaped, labels[:NAMED]))}{more}."
    )


def description(config: dict[str, Any], data: dict[str, Any]) -> str:
    """What the network is."""
    layers = config["architecture"]["layers"]
    network = f"LSTMs in {layers} layer{'s' if layers > 1 else ''}" if layers else "no LSTM: a bag of words"
    temperature = f"temperature {config['temperature']}, fitted to {data['valid']['documents']:,} validation documents"
    return f"A text classifier: vectors of tokens, {network}, a probability for each class ({temperature})."


def make_card(params: Publish, config: dict[str, Any], data: dict[str, Any]) -> str:
    """The card of a classifier."""
    sections = {
        "Data": data_text(params, data, config["labels"]),
        "Results": results_text(config["scores"], data),
        "Hyperparameters": hyperparameters(config["train"]),
    }
    test = config["scores"]["network"]["test"]
    front = front_matter(
        params, HUB_TASK, {"accuracy": ("accuracy", test["accuracy"]), "f1": ("macro-F1", test["macro_f1"])}
    )
    return page(params, front, description(config, data), USAGE, sections)


def main(task: str, *, refitted: Path, tokenizer: Path, scores: Path, data: Path, model: Path) -> None:
    """Write the model's folder, with its scores in its configuration and on its card."""
    params = read_section(f"{task}.publish", Params)
    publish(params, make_card, refitted=refitted, tokenizer=tokenizer, scores=scores, data=data, model=model)


if __name__ == "__main__":
    run(main)
