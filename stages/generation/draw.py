"""Draw: statistics, learning curve and losses of the generator -> pictures."""

from pathlib import Path

from stages.command_line import run
from textrnn.errors import reading
from textrnn.files import read_json, read_rows, replacing
from textrnn.report.charts import draw_loss_by_position
from textrnn.report.pictures import draw_data, draw_training


def draw_losses(evaluation: Path, folder: Path) -> None:
    """Draw what a window costs whose first state is zero, position by position."""
    rows, scores = read_rows(evaluation / "positions.csv"), read_json(evaluation / "scores.json")
    with reading(evaluation / "positions.csv"):
        losses = [float(row["loss"]) for row in rows]
    with reading(evaluation / "scores.json"):
        carried = float(scores["network"]["test"]["loss"])
    draw_loss_by_position(losses, carried, folder / "loss_by_position.svg")


def main(task: str, *, statistics: Path, scores: Path, curve: Path, config: Path, pictures: Path) -> None:
    """Draw all pictures of the generator."""
    with replacing(pictures) as folder:
        folder.mkdir()
        draw_data(statistics, folder)
        draw_training(curve, config, "token", folder)
        draw_losses(scores / "network", folder)


if __name__ == "__main__":
    run(main)
