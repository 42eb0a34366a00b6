"""What was trained on what, in a paragraph."""

from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open

from textrnn.errors import reading
from textrnn.model.layout import WEIGHTS
from textrnn.report.terminal import one_line
from textrnn.report.training_part import TrainingPart

LONGEST_NAME = 200  # Characters.


def lead(kind: str, config: dict[str, Any], model: Path, training: TrainingPart, sizes: dict[str, str]) -> str:
    """The paragraph at the top of the page; `sizes` say how much text each split has."""
    vectors, width = config["embedding"]
    learned = "then learned from both" if training.refitted else "is the one of that epoch"
    data = one_line(config["about"]["data"], LONGEST_NAME)
    return (
        f"A {kind}: vectors of {width:,} numbers for {vectors:,} tokens, {layers(config['architecture'])}, "
        f"{count_weights(model / WEIGHTS):,} weights in all{beside(config)}. "
        f"It was trained on {data}: {sizes['train']} to learn from, "
        f"{sizes['valid']} for validation, which chose the epoch; the published network {learned}. {sizes['test']} "
        "were set aside before anything was fitted. All scores on this page are of these, unless it names another "
        "split."
    )


def beside(config: dict[str, Any]) -> str:
    """What stands beside the network, if anything does."""
    svm = config.get("svm")
    return f"; a linear SVM on n-grams beside it, whose margins weigh {svm['weight']:g}" if svm else ""


def layers(architecture: dict[str, Any]) -> str:
    """The network between vectors and output."""
    count, size = architecture["layers"], architecture["hidden_size"]
    if not count:
        return "no LSTM (a bag of words)"
    direction = "bidirectional " if architecture.get("bidirectional") else ""
    if count == 1:
        return f"one {direction}LSTM of {size:,} units"
    return f"{count} stacked {direction}LSTMs of {size:,} units"


def count_weights(path: Path) -> int:
    """How many numbers the weights of a network are."""
    with reading(path), safe_open(path, framework="numpy") as weights:
        return sum(int(np.prod(weights.get_slice(name).get_shape())) for name in weights.keys())  # noqa: SIM118
