"""Evaluate: a generator and its baselines -> metrics, pictures, scores of each text."""

from pathlib import Path
from typing import Any

from pydantic import Field

from textrnn.charts import draw_learning_curve
from textrnn.command import run
from textrnn.files import read_json, read_rows, replacing, write_metrics, write_rows
from textrnn.generation.batches import Windows
from textrnn.generation.network import Generator
from textrnn.generation.scores import Score, score_texts, score_windows, total
from textrnn.params import Section, read_section
from textrnn.token_arrays import read_arrays


class Params(Section):
    """Section `<task>.evaluate`."""

    length: int = Field(gt=0, description="tokens read at a time where the state is carried")
    batch_size: int = Field(gt=0)


def score(
    network: Generator, ids: Path, examples: Path, split: str, params: Params
) -> tuple[list[Score], dict[str, Any]]:
    """The score of each text of a split, read with the state carried; and metrics of all, that one and the cold one."""
    arrays = read_arrays(ids / split)
    texts = score_texts(network, arrays, params.length, params.batch_size)
    cold = score_windows(network, Windows.read(ids, examples, split), params.batch_size, total(texts))
    return texts, total(texts).metrics() | {"cold": cold.metrics()}


def write_scores(path: Path, scores: list[Score]) -> None:
    """Write what each text costs."""
    rows = [(number, score.characters, score.tokens, score.bits_per_character) for number, score in enumerate(scores)]
    write_rows(path, ["text", "characters", "tokens", "bits_per_character"], rows)


def main(
    task: str,
    splits: Path,
    ids: Path,
    examples: Path,
    model: Path,
    curve: Path,
    baselines: Path,
    metrics: Path,
    pictures: Path,
    predictions: Path,
) -> None:
    """Score the network on valid and test beside the baselines; draw its learning curve."""
    params = read_section(f"{task}.evaluate", Params)
    network = Generator.load(model)
    kept = read_json(model / "config.json")["kept"]
    _, valid = score(network, ids, examples, "valid", params)
    texts, test = score(network, ids, examples, "test", params)
    write_metrics(
        metrics,
        {
            "data": read_json(splits / "counts.json"),
            "baseline": read_json(baselines),
            "train": {"running_loss": kept["train_loss"]},
            "valid": valid,
            "test": test,
        },
    )
    with replacing(predictions) as folder:
        folder.mkdir()
        write_scores(folder / "test.csv", texts)
    with replacing(pictures) as folder:
        folder.mkdir()
        draw_learning_curve(read_rows(curve), kept["epoch"], "token", folder / "learning_curve.svg")


if __name__ == "__main__":
    run(main)
