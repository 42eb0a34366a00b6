"""Train: padded documents -> the classifier that is best on valid, and its learning curve."""

from pathlib import Path

from stages.command_line import run
from textrnn.classification.training import CLASSIFIER, TrainParams
from textrnn.params.section import read_section
from textrnn.training.stages import Inputs, train


class Params(TrainParams):
    """Section `<task>.train`."""


def main(task: str, *, ids: Path, examples: Path, vectors: Path, tokenizer: Path, model: Path, curve: Path) -> None:
    """Train on the training split, keep the weights that are best on the validation split."""
    params = read_section(f"{task}.train", Params)
    train(task, CLASSIFIER, params, Inputs(ids, examples, vectors, tokenizer), model, curve)


if __name__ == "__main__":
    run(main)
