"""Predictions of `textrnn classify`: in columns, as JSON, on a line."""

from heapq import nlargest
from typing import TYPE_CHECKING, Any

import click

from textrnn.cli.options import print_json
from textrnn.report.terminal import inline, one_line

if TYPE_CHECKING:
    from textrnn.classifier import Prediction

MOST_LABELS = 100  # Of more, not each has a column of its own,
LIKELIEST = 5  # but so many of the likeliest.
ABSTAINED = "-"  # On a line, in place of a label.


def likeliest_columns(labels: int, top: int | None) -> int | None:
    """How many of the likeliest labels are named; None where each label has its probability."""
    if top is None:
        return None if labels <= MOST_LABELS else LIKELIEST
    return min(top, labels)


def added_columns(labels: list[str], unit: str, top: int | None) -> list[str]:
    """The columns that predictions add: of the `top` likeliest labels, or (None) of all; `unit` is what is known."""
    if top is None:
        more = [f"p({label})" for label in labels]
    else:
        more = [f"{name}{number}" for number in numbers(top)[1:] for name in ("predicted", "probability")]
    return ["predicted", "probability", f"known_{unit}", *more]


def numbers(top: int) -> list[str]:
    """What the columns of the likeliest labels end with: the first has no number."""
    return ["", *(f"_{number}" for number in range(2, top + 1))]


def added_values(prediction: "Prediction", top: int | None) -> dict[str, Any]:
    """What a prediction adds to a row, its probabilities rounded to six digits; no label where it abstains."""
    first = {"predicted": answer(prediction), "probability": round(prediction.probability, 6)} | known(prediction)
    if top is None:
        return first | {f"p({label})": round(share, 6) for label, share in prediction.probabilities.items()}
    others = list(zip(numbers(top), ranking(prediction, top), strict=True))[1:]
    return first | {
        f"{name}{number}": value
        for number, (label, probability) in others
        for name, value in (("predicted", label), ("probability", round(probability, 6)))
    }


def answer(prediction: "Prediction") -> str | None:
    """The label; None where it abstains."""
    return None if prediction.abstains else prediction.label


def known(prediction: "Prediction") -> dict[str, float]:
    """The share of the text that the model knows, by a name that says of what it is the share."""
    return {f"known_{prediction.unit}": round(prediction.known, 6)}


def ranking(prediction: "Prediction", top: int) -> list[tuple[str, float]]:
    """The likeliest labels with their probabilities; the predicted one is the first, as of equals it is."""
    return nlargest(top, prediction.probabilities.items(), key=lambda item: item[1])


def print_prediction(
    text: str, prediction: "Prediction", as_json: bool, file: str | None = None, top: int | None = None
) -> None:
    """Print a prediction on one line; of a folder's text, its file stands before the text."""
    if as_json:
        print_json(({} if file is None else {"file": file}) | as_values(text, prediction, top))
        return
    name = "" if file is None else f"{inline(file)}\t"
    (_, share), *others = ranking(prediction, top or 1)
    named = [(ABSTAINED if prediction.abstains else prediction.label, share), *others]
    labels = "\t".join(f"{inline(label)}\t{share:.1%}" for label, share in named)
    click.echo(f"{labels}\t{name}{one_line(text, 80)}")


def as_values(text: str, prediction: "Prediction", top: int | None) -> dict[str, Any]:
    """A prediction as JSON has it, its probabilities rounded to six digits."""
    listed = prediction.probabilities if top is None else dict(ranking(prediction, top))
    probabilities = {label: round(probability, 6) for label, probability in listed.items()}
    first = {"text": text, "label": answer(prediction), "probability": probabilities[prediction.label]}
    return first | known(prediction) | {"probabilities": probabilities}
