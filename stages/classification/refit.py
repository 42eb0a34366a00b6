"""Refit: train and valid -> the final classifier, trained anew for as many epochs as were best."""

from pathlib import Path

from stages.command_line import run
from textrnn.classification.training import TrainParams, begin
from textrnn.params.section import read_section
from textrnn.training.refit import Refit, refit


class Params(Refit):
    """Section `<task>.refit`."""


def main(task: str, ids: Path, examples: Path, tokenizer: Path, vectors: Path, chosen: Path, model: Path) -> None:
    """Train the network that was chosen anew, on train and valid, or keep it."""
    params = read_section(f"{task}.refit", Params)
    refit(f"{task}.refit", params, TrainParams, begin, (ids, examples, vectors), tokenizer, chosen, model)


if __name__ == "__main__":
    run(main)
