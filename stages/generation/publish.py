"""Publish: the final generator, its tokenizer and scores -> a model to use and share, with its card."""

from pathlib import Path
from typing import Any

from stages.command_line import run
from textrnn.errors import reading
from textrnn.files import read_rows
from textrnn.model.card import (
    Publish,
    better_baselines,
    front_matter,
    hyperparameter_table,
    page,
    publish,
    scores_table,
)
from textrnn.params.section import read_section
from textrnn.report.baselines import BASELINES, harm_of_learning
from textrnn.report.markdown import escaped

HUB_TASK = "text-generation"
USAGE = """from textrnn.generator import Generator

generator = Generator.load("path/to/this/folder")
print(generator.generate("some text")[0])"""


class Params(Publish):
    """Section `<task>.publish`."""


def headline(scores: dict[str, Any]) -> str:
    """Bits per character beside those of PPMd: both while they learn from the test, and the network as it is used."""
    dynamic, fixed, ppmd = (
        f"{of['test']['bits_per_character']:.3f}"
        for of in (scores["dynamic_eval"], scores["network"], scores["baselines"]["ppmd"])
    )
    first = (
        f"{dynamic} bits per character on test with dynamic evaluation; {BASELINES['ppmd']} needs {ppmd}. Both learn "
        f"from the test while they read it; with fixed weights, as it is used, the network needs {fixed}."
    )
    return " ".join([first, *harm_of_learning(scores)])


def results_text(scores: dict[str, Any], texts: dict[str, Any]) -> str:
    """Bits per character on test, beside those of the baselines, and of the easiest and the hardest text of test."""
    header = ["on test", "bits per character"]
    paragraphs = [scores_table(header, scores, lambda split: [f"{split['bits_per_character']:.3f}"])]
    if names := better_baselines(scores, "bits_per_character", higher=False):
        paragraphs.append(f"With fewer bits: {names}.")
    if texts["count"] > 1:
        easiest, hardest = texts["easiest"], texts["hardest"]
        paragraphs.append(
            f"Of the {texts['count']:,} test texts the easiest has {easiest:.3f}, the hardest {hardest:.3f}."
        )
    paragraphs.append(
        "PPMd learns from the text that it compresses, as dynamic evaluation does from the text that it scores; "
        "`Generator` leaves the weights as they are."
    )
    return "\n\n".join(paragraphs)


def data_text(params: Publish, data: dict[str, Any]) -> str:
    """What it was trained on."""
    sizes = []
    for split in ("train", "valid", "test"):
        characters, texts = data[split]["characters"], data[split]["documents"]
        sizes.append(f"{characters:,} characters in {texts:,} text{'s' if texts > 1 else ''} for {split}")
    return f"{escaped(params.data)}: {', '.join(sizes)}."


def make_card(params: Publish, config: dict[str, Any], data: dict[str, Any], first_lines: str) -> str:
    """The card of a generator."""
    layers = config["architecture"]["layers"]
    description = f"A text generator: {layers} stacked LSTMs, a probability for each token that may come next."
    sections = {
        "Data": data_text(params, data),
        "Results": results_text(config["scores"], config["test_texts"]),
        "Hyperparameters": hyperparameter_table(config),
    }
    test = config["scores"]["network"]["test"]
    names = {"perplexity": "perplexity of a token", "bits_per_character": "bits per character"}
    front = front_matter(params, HUB_TASK, {key: (name, test[key]) for key, name in names.items()})
    return page(params, front, f"{description}\n\n{first_lines}", USAGE, sections)


def test_texts(evaluation: Path) -> dict[str, Any]:
    """How many texts test has, and the bits per character of the easiest and the hardest."""
    with reading(path := evaluation / "texts.csv"):
        bits = [float(row["bits_per_character"]) for row in read_rows(path)]
        return {"count": len(bits), "easiest": min(bits), "hardest": max(bits)}


def main(
    task: str, *, refitted: Path, tokenizer: Path, evaluation: Path, scores: Path, data: Path, model: Path
) -> None:
    """Write the model's folder, with its scores in its configuration and on its card."""
    params = read_section(f"{task}.publish", Params)
    files = {"refitted": refitted, "tokenizer": tokenizer, "scores": scores, "data": data, "model": model}
    publish(params, headline, make_card, {"test_texts": test_texts(evaluation / "network")}, **files)


if __name__ == "__main__":
    run(main)
