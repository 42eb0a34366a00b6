"""Whether the classifier's probabilities can be believed, as the report shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textrnn.errors import reading
from textrnn.files import read_json
from textrnn.report.inline_chart import Chart, chart
from textrnn.report.tables import PERCENT, Table, in_percent, make_table, percent

INTERVAL = "95 % interval"
CAPTIONS = {
    "reliability": (
        "How often it is right (the points, with 95 % intervals) where it is so sure. On the dotted line it would be "
        "right as often as it says."
    ),
    "risk_coverage": "How often it is right where only the documents are answered of which it is surest.",
    "accuracy_by_length": "How often it is right for short and for long documents, with 95 % intervals.",
}


@dataclass(frozen=True)
class ProbabilityPart:
    """The part of the page about probabilities."""

    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]


def probability_part(diagrams: Path, details: Path, pictures: Path) -> ProbabilityPart:
    """That part, of what is drawn, of the numbers, and of the pictures.

    Raises:
        InputError: a file is damaged.
    """
    drawn, numbers = read_json(diagrams), read_json(details)
    with reading(details):
        sentences = (calibration(numbers["test"]), *abstaining(numbers.get("abstention")))
    with reading(diagrams):
        tables = {
            "reliability": bins_table(drawn["bins"]),
            "risk_coverage": coverage_table(drawn["risk_coverage"]),
            "accuracy_by_length": lengths_table(drawn["by_length"]),
        }
    charts = [chart(pictures, name, CAPTIONS[name], table) for name, table in tables.items()]
    return ProbabilityPart(sentences, tuple(charts))


def calibration(numbers: dict[str, Any]) -> str:
    """The calibration error in words."""
    error, (low, high) = numbers["expected_calibration_error"], numbers["interval"]
    return (
        f"Its probabilities are off by {100 * error:.2f} percentage points on average over the test documents "
        f"(expected calibration error in ten bins; {INTERVAL} {100 * low:.2f} – {100 * high:.2f}). By how it "
        "is computed it is above zero for a perfectly calibrated classifier, too."
    )


def abstaining(rule: dict[str, Any] | None) -> Iterator[str]:
    """When it should rather not answer, and what that does."""
    if rule is None:
        return
    wanted, command = f"{100 * rule['min_accuracy']:g}{PERCENT}", "textrnn classify --abstain"
    if rule["threshold"] is None:
        yield f"No threshold makes {wanted} of its answers on validation right: {command} answers nothing."
        return
    right = f", and {in_percent(rule['accuracy'])} of these answers are right" if rule["accuracy"] is not None else ""
    yield (
        f"{command} answers where the probability is at least {rule['threshold']:.3f}, the lowest with which at least "
        f"{wanted} of the answers on validation are right. On test it answers {in_percent(rule['answered'])} of the "
        f"documents{right}."
    )


def bins_table(rows: list[dict[str, Any]]) -> Table:
    """The bins of the reliability diagram."""
    cells = [
        (
            f"{100 * row['from']:.0f} – {100 * row['to']:.0f}{PERCENT}",
            f"{row['documents']:,}",
            percent(row["confidence"]),
            percent(row["accuracy"]),
            interval(row),
        )
        for row in rows
    ]
    return make_table("Reliability, on test", ("probability", "documents", "mean, %", "right, %", INTERVAL), cells)


def coverage_table(rows: list[dict[str, Any]]) -> Table:
    """Every tenth point of the curve, up to the last, where all is answered."""
    chosen = rows[(len(rows) - 1) % 10 :: 10] if len(rows) >= 20 else rows
    cells = [
        (in_percent(row["answered"], digits=0), f"{row['threshold']:.4f}", percent(row["accuracy"])) for row in chosen
    ]
    return make_table("Accuracy by coverage, on test", ("answered", "probability of at least", "right, %"), cells)


def lengths_table(rows: list[dict[str, Any]]) -> Table:
    """The groups of documents by length."""
    cells = [
        (f"{row['shortest']:,} – {row['longest']:,}", f"{row['documents']:,}", percent(row["accuracy"]), interval(row))
        for row in rows
    ]
    return make_table("Accuracy by length, on test", ("tokens", "documents", "right, %", INTERVAL), cells)


def interval(row: dict[str, Any]) -> str:
    """Both ends of the interval of a share, in %."""
    low, high = row["interval"]
    return f"{percent(low)} – {percent(high)}"
