"""Reliability: predictions and the published classifier -> whether its probabilities can be believed."""

from pathlib import Path
from typing import Any

from stages.command_line import run
from textrnn.classification.abstention import Abstention
from textrnn.classification.predictions import TEST, Predictions
from textrnn.classification.reliability import accuracy_by_length, calibration_error, reliability_diagram, risk_coverage
from textrnn.data.arrays import read_arrays
from textrnn.errors import reading
from textrnn.files import read_json, replacing, write_metrics
from textrnn.report.probability_charts import draw_accuracy_by_length, draw_reliability, draw_risk_coverage


def read_abstention(config: Path) -> dict[str, Any]:
    """When the published classifier abstains, and what that does on test; nothing where it never does."""
    with reading(config):
        written = read_json(config)["abstention"]
        return {"abstention": Abstention.model_validate(written).model_dump()} if written else {}


def draw(figures: dict[str, list[dict[str, Any]]], rule: dict[str, Any] | None, pictures: Path) -> None:
    """Draw the figures, with a mark where the classifier would abstain."""
    with replacing(pictures) as folder:
        folder.mkdir()
        draw_reliability(figures["bins"], folder / "reliability.svg")
        draw_risk_coverage(figures["risk_coverage"], rule, folder / "risk_coverage.svg")
        draw_accuracy_by_length(figures["by_length"], folder / "accuracy_by_length.svg")


def main(
    task: str, *, ids: Path, evaluation: Path, config: Path, diagrams: Path, details: Path, pictures: Path
) -> None:
    """Write what there is to see of the predictions on test, draw it, and write the numbers."""
    predictions = Predictions.read(evaluation / TEST)
    arrays = read_arrays(ids / "test")
    figures = {
        "bins": reliability_diagram(predictions),
        "risk_coverage": risk_coverage(predictions),
        "by_length": accuracy_by_length(predictions, arrays.ends - arrays.starts),
    }
    rule = read_abstention(config)
    numbers = {"test": calibration_error(predictions)} | rule
    write_metrics(diagrams, figures)
    write_metrics(details, numbers)
    draw(figures, rule.get("abstention"), pictures)


if __name__ == "__main__":
    run(main)
