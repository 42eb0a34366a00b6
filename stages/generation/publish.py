"""Publish: the final generator -> a model to be used and handed on, with its card."""

from pathlib import Path
from typing import Any

from textrnn.command import run
from textrnn.markdown import table
from textrnn.model_card import Publish, front_matter, hyperparameters, page, publish
from textrnn.params import read_section

HUB_TASK = "text-generation"
USAGE = """from textrnn.generator import Generator

generator = Generator.load("path/of/this/folder")
print(generator.generate("some text")[0])"""


class Params(Publish):
    """Section `<task>.publish`."""


def scores_table(metrics: dict[str, Any]) -> str:
    """Bits per character on test, beside those of the baselines."""
    models = {
        "character frequencies": metrics["baseline"]["character_frequencies"],
        "PPMd, which learns on as it reads": metrics["baseline"]["ppmd"],
        "**this model**": metrics,
    }
    rows = [[name, f"{scores['test']['bits_per_character']:.3f}"] for name, scores in models.items()]
    return table(["on test", "bits per character"], rows)


def data_text(params: Publish, metrics: dict[str, Any]) -> str:
    """What it was trained on."""
    sizes = {split: metrics["data"][split] for split in ("train", "valid", "test")}
    each = (
        f"{found['characters']:,} characters in {found['works']:,} work(s) for {split}"
        for split, found in sizes.items()
    )
    return f"{params.data}: {', '.join(each)}."


def make_card(params: Publish, config: dict[str, Any], metrics: dict[str, Any]) -> str:
    """The card of a generator."""
    layers = config["architecture"]["layers"]
    what = f"A text generator: {layers} stacked LSTM(s) that give a probability for each token that may come next."
    sections = {
        "Data": data_text(params, metrics),
        "Results": scores_table(metrics),
        "Hyperparameters": hyperparameters(config["train"]),
    }
    scores = {name: metrics["test"][name] for name in ("perplexity", "bits_per_character")}
    return page(params, front_matter(params, HUB_TASK, scores), what, USAGE, sections)


def main(task: str, refitted: Path, metrics: Path, model: Path) -> None:
    """Write the model's folder: its configuration says what it scores."""
    publish(read_section(f"{task}.publish", Params), make_card, refitted, metrics, model)


if __name__ == "__main__":
    run(main)
