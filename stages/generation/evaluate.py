"""Evaluate: a generator and its baselines -> metrics, pictures, scores of each text."""

from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from textrnn.charts import draw_learning_curve, draw_loss_by_position
from textrnn.command import run
from textrnn.files import read_json, read_rows, replacing, write_metrics, write_rows
from textrnn.generation.batches import Windows
from textrnn.generation.network import Generator
from textrnn.generation.scores import Score, cold_score, loss_by_position, score_texts, total
from textrnn.model_folder import read_kept
from textrnn.numerics import promise
from textrnn.params import Section, read_section
from textrnn.token_arrays import read_arrays


class Params(Section):
    """Section `<task>.evaluate`."""

    length: int = Field(gt=0, le=65_536, description="tokens read at a time where the state is carried")
    batch_size: int = Field(gt=0, le=65_536)


class SplitScores(NamedTuple):
    """What a network makes of one split: the score of each text, and the loss by position of cold windows."""

    texts: list[Score]
    losses: list[float]

    def metrics(self) -> dict[str, Any]:
        """Of all texts, read with the state carried, and cold."""
        whole = total(self.texts)
        return whole.metrics() | {"cold": cold_score(self.losses, whole).metrics()}


def score(network: Generator, ids: Path, examples: Path, split: str, params: Params) -> SplitScores:
    """Read a split twice: text by text with the state carried, and window by window."""
    windows = Windows.read(ids, examples, split)
    return SplitScores(
        score_texts(network, read_arrays(ids / split), params.length, params.batch_size, f"score {split}"),
        loss_by_position(network, windows, params.batch_size, f"score {split}, cold"),
    )


def write_scores(path: Path, scores: list[Score]) -> None:
    """Write what each text costs."""
    rows = [(number, score.characters, score.tokens, score.bits_per_character) for number, score in enumerate(scores)]
    write_rows(path, ["text", "characters", "tokens", "bits_per_character"], rows)


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
        score(Generator.load(folder), ids, examples, split, params)
        for split, folder in (("valid", chosen), ("test", model))
    )
    write_metrics(
        metrics,
        {
            "data": read_json(description),
            "baseline": read_json(baselines),
            "numerics": promise(),
            "train": {"running_loss": kept.train_loss},
            "valid": valid.metrics(),
            "test": test.metrics(),
        },
    )
    with replacing(predictions) as folder:
        folder.mkdir()
        write_scores(folder / "test.csv", test.texts)
        write_rows(folder / "positions.csv", ["position", "loss"], list(enumerate(test.losses, start=1)))
    with replacing(pictures) as folder:
        folder.mkdir()
        draw_learning_curve(read_rows(curve), kept.epoch, "token", folder / "learning_curve.svg")
        draw_loss_by_position(test.losses, total(test.texts).metrics()["loss"], folder / "loss_by_position.svg")


if __name__ == "__main__":
    run(main)
