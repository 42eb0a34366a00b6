"""Predictions of `textrnn classify`: in columns, as JSON, on a line."""

from typing import TYPE_CHECKING, Any

import click

from textrnn.cli.options import print_json
from textrnn.report.terminal import one_line, printable

if TYPE_CHECKING:
    from textrnn.classifier import Classifier, Prediction


def added_columns(classifier: "Classifier") -> list[str]:
    """The columns that predictions add."""
    return ["predicted", "probability", *(f"p({label})" for label in classifier.labels)]


def added_values(prediction: "Prediction") -> dict[str, Any]:
    """What a prediction adds to a row, its probabilities rounded to six digits."""
    each = {f"p({label})": round(probability, 6) for label, probability in prediction.probabilities.items()}
    return {"predicted": prediction.label, "probability": round(prediction.probability, 6)} | each


def print_prediction(text: str, prediction: "Prediction", as_json: bool, file: str | None = None) -> None:
    """Print a prediction on one line; of a folder's text, its file stands before the text."""
    if as_json:
        print_json(({} if file is None else {"file": file}) | as_values(text, prediction))
        return
    name = "" if file is None else f"{printable(file)}\t"
    click.echo(f"{printable(prediction.label)}\t{prediction.probability:.1%}\t{name}{one_line(text, 80)}")


def as_values(text: str, prediction: "Prediction") -> dict[str, Any]:
    """A prediction as JSON has it, its probabilities rounded to six digits."""
    probabilities = {label: round(probability, 6) for label, probability in prediction.probabilities.items()}
    label = prediction.label
    return {"text": text, "label": label, "probability": probabilities[label], "probabilities": probabilities}
