"""How the network was trained, as the report shows it: learning curve, steps, hyperparameters."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textrnn.errors import reading
from textrnn.files import read_rows
from textrnn.model.config import continued, hyperparameters
from textrnn.report.inline_chart import Chart, chart
from textrnn.report.tables import Table, make_table

MOST_POINTS = 200  # Of a learning curve.
COLUMNS = {
    "epoch": "epoch",
    "step": "step",
    "train_loss": "training loss",
    "valid_loss": "validation loss",
    "valid_accuracy": "validation accuracy",
    "valid_macro_f1": "validation macro-F1",
}
SCORES = {"loss": "loss", "accuracy": "accuracy", "macro_f1": "macro-F1"}


@dataclass(frozen=True)
class TrainingPart:
    """The part of the page about training."""

    curve: Chart
    hyperparameters: Table
    epochs: float  # after which the network was the best on valid
    steps: int  # of the optimizer, of `batch_size` examples each, in so many epochs
    batch_size: int
    selected_by: str  # loss, accuracy or macro-F1
    refitted: bool  # whether the published network was trained again, on train and valid,
    continued: bool  # and whether from the weights of the first training

    @property
    def effort(self) -> str:
        """What training took, whatever the machine."""
        again = ", and about as many again on train and valid together" if self.refitted else ""
        return f"{self.steps:,} steps of the optimizer with batches of {self.batch_size:,}{again}"

    @property
    def sentence(self) -> str:
        """Which epoch was kept, and what was done with it."""
        after = f"{self.epochs:.3g} epoch{'' if self.epochs == 1 else 's'}"
        published = "learned for as long from train and valid together" if self.refitted else "is that one"
        if self.continued:
            published = "learned on from its weights, for as long, from train and valid together"
        return (
            f"The {self.selected_by} on validation was best after {after}; the published network {published}. "
            f"It took {self.effort}."
        )


def training_part(config: dict[str, Any], config_path: Path, curve: Path, unit: str, pictures: Path) -> TrainingPart:
    """That part, of the configuration of the published network and the learning curve; `unit` is what a loss is of.

    Raises:
        InputError: a file is damaged.
    """
    rows = read_rows(curve)
    with reading(config_path):
        refitted = "refit" in config
        epochs = float((config["refit"] if refitted else config["best"])["epoch"])
        values = make_table(
            "Hyperparameters of training", ("parameter", "value"), map(written, hyperparameters(config))
        )
        is_continued = bool(continued(config))
        batch_size, by = int(config["train"]["batch_size"]), SCORES[config["train"]["select_by"]]
    with reading(curve):
        columns = {name: title for name, title in COLUMNS.items() if name in rows[0]}
        points = [tuple(row[name] for name in columns) for row in rows]
        best = min(rows, key=lambda row: abs(float(row["epoch"]) - epochs))
        steps = int(best["step"])
    caption = f"Loss per {unit} in training and on validation. The ring: the epoch whose weights were kept."
    table = make_table("Learning curve", tuple(columns.values()), points, MOST_POINTS)
    picture = chart(pictures, "learning_curve", caption, table)
    return TrainingPart(picture, values, epochs, steps, batch_size, by, refitted, is_continued)


def written(parameter: tuple[str, Any]) -> tuple[str, str]:
    """A parameter and its value, about as params.yaml has it."""
    name, value = parameter
    return name, str(value).lower() if isinstance(value, bool) else str(value)
