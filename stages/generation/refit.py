"""Refit: train and valid -> the final generator, trained on both for as many epochs as were best."""

from pathlib import Path

from stages.command_line import run
from textrnn.generation.training import GENERATOR, ContinuedRefit
from textrnn.params.section import read_section
from textrnn.training.stages import Inputs, refit


class Params(ContinuedRefit):
    """Section `<task>.refit`."""


def main(task: str, *, ids: Path, examples: Path, vectors: Path, tokenizer: Path, chosen: Path, model: Path) -> None:
    """Train the network that was chosen on valid again, on train and valid, or keep it."""
    params = read_section(f"{task}.refit", Params)
    refit(f"{task}.refit", GENERATOR, params, Inputs(ids, examples, vectors, tokenizer), chosen, model)


if __name__ == "__main__":
    run(main)
