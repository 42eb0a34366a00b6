"""The pictures that both tasks have: what the data is like, how the network learned."""

from collections import Counter
from pathlib import Path

import numpy as np

from textrnn.data.records import SPLITS
from textrnn.errors import reading
from textrnn.files import read_json, read_rows
from textrnn.report.charts import draw_learning_curve
from textrnn.report.data_charts import draw_coverage, draw_lengths, draw_split_sizes


def draw_data(statistics: Path, folder: Path) -> None:
    """Draw the sizes of classes or of texts, their lengths, the coverage by the vocabulary."""
    sizes = read_json(statistics / "sizes.json")
    with reading(statistics / "sizes.json"):
        unit = draw_sizes(sizes, folder)
        quantile, length = float(sizes["quantile"]), int(sizes["length_quantile"])
    with reading(statistics / "lengths.npy"):
        draw_lengths(np.load(statistics / "lengths.npy"), quantile, length, unit, folder / "lengths.svg")
    with reading(statistics / "coverage.npy"):
        covered = dict(zip(SPLITS, np.load(statistics / "coverage.npy"), strict=True))
    draw_coverage(covered, folder / "vocabulary_coverage.svg")


def draw_sizes(sizes: dict[str, dict[str, dict[str, int]]], folder: Path) -> str:
    """Draw how many documents classes have, or how long running texts are; returns which of both they are called."""
    classes, sources = ({split: Counter(sizes[name][split]) for split in SPLITS} for name in ("classes", "sources"))
    if any(classes.values()):
        draw_split_sizes(classes, "documents", "Documents of each class", folder / "classes.svg")
        return "documents"
    draw_split_sizes(sources, "characters", "Length of texts", folder / "texts.svg")
    return "texts"


def draw_training(curve: Path, config: Path, unit: str, folder: Path) -> None:
    """Draw the learning curve; the configuration of the chosen network says where it was best."""
    network = read_json(config)
    with reading(config):
        best = float(network["best"]["epoch"])
    draw_learning_curve(read_rows(curve), best, unit, folder / "learning_curve.svg")
