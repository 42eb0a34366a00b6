"""Publish: the final generator -> a model to be used and handed on, with its card."""

from pathlib import Path
from typing import Any

from stages.command_line import run
from textrnn.model.card import Publish, ahead, front_matter, hyperparameters, page, publish, scores_table
from textrnn.params.section import read_section
from textrnn.report.markdown import escaped

HUB_TASK = "text-generation"
USAGE = """from textrnn.generator import Generator

generator = Generator.load("path/of/this/folder")
print(generator.generate("some text")[0])"""


class Params(Publish):
    """Section `<task>.publish`."""


def results_text(scores: dict[str, Any]) -> str:
    """Bits per character on test, beside those of the baselines."""
    header = ["on test", "bits per character"]
    parts = [scores_table(header, scores, lambda found: [f"{found['bits_per_character']:.3f}"])]
    if names := ahead(scores, "bits_per_character", higher=False):
        parts.append(f"With fewer bits: {names}.")
    parts.append("PPMd learns from the text that it codes; this model reads with the weights that it has.")
    return "\n\n".join(parts)


def data_text(params: Publish, data: dict[str, Any]) -> str:
    """What it was trained on."""
    sizes = {split: data[split] for split in ("train", "valid", "test")}
    each = (
        f"{found['characters']:,} characters in {found['works']:,} work{'s' if found['works'] > 1 else ''} for {split}"
        for split, found in sizes.items()
    )
    return f"{escaped(params.data)}: {', '.join(each)}."


def make_card(params: Publish, config: dict[str, Any], data: dict[str, Any]) -> str:
    """The card of a generator."""
    layers = config["architecture"]["layers"]
    what = f"A text generator: {layers} stacked LSTMs that give a probability for each token that may come next."
    sections = {
        "Data": data_text(params, data),
        "Results": results_text(config["scores"]),
        "Hyperparameters": hyperparameters(config["train"]),
    }
    names = {"perplexity": "perplexity of a token", "bits_per_character": "bits per character"}
    shown = {key: (name, config["scores"]["test"][key]) for key, name in names.items()}
    return page(params, front_matter(params, HUB_TASK, shown), what, USAGE, sections)


def main(task: str, refitted: Path, metrics: Path, model: Path) -> None:
    """Write the model's folder: its configuration says what it scores."""
    publish(read_section(f"{task}.publish", Params), make_card, refitted, metrics, model)


if __name__ == "__main__":
    run(main)
