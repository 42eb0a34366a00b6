"""Reliability: predictions and the published classifier -> whether its probabilities can be believed."""

from pathlib import Path
from typing import Any

from stages.command_line import run
from textrnn.classification.abstention import Abstention
from textrnn.classification.predictions import TEST, Predictions
from textrnn.classification.reliability import accuracy_by_length, calibration_error, reliability_diagram, risk_coverage
from textrnn.data.arrays import read_arrays
from textrnn.errors import reading
from textrnn.files import read_json, write_metrics


def read_abstention(config: Path) -> dict[str, Any]:
    """When the published classifier abstains, and what that does on test; nothing where it never does."""
    with reading(config):
        written = read_json(config)["abstention"]
        return {"abstention": Abstention.model_validate(written).model_dump()} if written else {}


def main(task: str, *, ids: Path, evaluation: Path, config: Path, diagrams: Path, details: Path) -> None:
    """Write what is drawn of the predictions on test, and the numbers."""
    predictions = Predictions.read(evaluation / TEST)
    arrays = read_arrays(ids / "test")
    figures = {
        "bins": reliability_diagram(predictions),
        "risk_coverage": risk_coverage(predictions),
        "by_length": accuracy_by_length(predictions, arrays.ends - arrays.starts),
    }
    numbers = {"test": calibration_error(predictions)} | read_abstention(config)
    write_metrics(diagrams, figures)
    write_metrics(details, numbers)


if __name__ == "__main__":
    run(main)
