"""Evaluate: a generator and its baselines -> metrics, pictures, scores of each text."""

from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from stages.command_line import run
from textrnn.data.arrays import read_arrays
from textrnn.files import read_json, read_rows, replacing, write_metrics, write_rows
from textrnn.generation.batches import Windows
from textrnn.generation.loading import load_network
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.scores import Score, cold_score, loss_by_position, score_texts, total
from textrnn.numerics import promise
from textrnn.params.section import Section, read_section
from textrnn.report.charts import draw_learning_curve, draw_loss_by_position
from textrnn.training.learning_curve import Point, read_kept


class Params(Section):
    """Section `<task>.evaluate`."""

    segment_length: int = Field(gt=0, le=65_536, description="tokens read at a time where the state is carried")
    batch_size: int = Field(gt=0, le=65_536)


class SplitScores(NamedTuple):
    """What a network makes of one split: the score of each text, and the loss by position of cold windows."""

    texts: list[Score]
    losses: list[float]

    def metrics(self) -> dict[str, Any]:
        """Of all texts, read with the state carried, and cold."""
        whole = total(self.texts)
        return whole.metrics() | {"cold": cold_score(self.losses, whole).metrics()}


def score(network: GeneratorNetwork, ids: Path, examples: Path, split: str, params: Params) -> SplitScores:
    """Read a split twice: text by text with the state carried, and window by window."""
    windows = Windows.read(ids, examples, split)
    return SplitScores(
        score_texts(network, read_arrays(ids / split), params.segment_length, params.batch_size, f"score {split}"),
        loss_by_position(network, windows, params.batch_size, f"score {split}, cold"),
    )


def write_tables(path: Path, scores: SplitScores) -> None:
    """Write what each text costs, and each position of a window."""
    rows = [(number, text.characters, text.tokens, text.bits_per_character) for number, text in enumerate(scores.texts)]
    with replacing(path) as folder:
        folder.mkdir()
        write_rows(folder / "test.csv", ["text", "characters", "tokens", "bits_per_character"], rows)
        write_rows(folder / "positions.csv", ["position", "loss"], list(enumerate(scores.losses, start=1)))


def draw_pictures(path: Path, scores: SplitScores, curve: Path, kept: Point) -> None:
    """Draw how the network learned, and how it reads itself into a window."""
    with replacing(path) as folder:
        folder.mkdir()
        draw_learning_curve(read_rows(curve), kept.epoch, "token", folder / "learning_curve.svg")
        draw_loss_by_position(scores.losses, total(scores.texts).metrics()["loss"], folder / "loss_by_position.svg")


def main(
    task: str,
    description: Path,
    ids: Path,
    examples: Path,
    chosen: Path,
    model: Path,
    curve: Path,
    baselines: Path,
    metrics: Path,
    pictures: Path,
    predictions: Path,
) -> None:
    """Score the network on valid and test beside the baselines; draw its learning curve.

    Valid is read by the network that was chosen, which has not learned from it; test by the last one.
    """
    params = read_section(f"{task}.evaluate", Params)
    kept = read_kept(chosen)
    valid, test = (
        score(load_network(folder), ids, examples, split, params)
        for split, folder in (("valid", chosen), ("test", model))
    )
    about = {"data": read_json(description), "baseline": read_json(baselines), "numerics": promise()}
    scores = {"train": {"running_loss": kept.train_loss}, "valid": valid.metrics(), "test": test.metrics()}
    write_metrics(metrics, about | scores)
    write_tables(predictions, test)
    draw_pictures(pictures, test, curve, kept)


if __name__ == "__main__":
    run(main)
