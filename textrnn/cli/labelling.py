"""Rows with what a classifier says of their texts."""

from collections.abc import Iterator
from itertools import tee
from typing import TYPE_CHECKING

from textrnn.cli.models import load_classifier
from textrnn.cli.options import print_notes
from textrnn.cli.outputs import OpenWriter
from textrnn.cli.prediction_output import added_columns, added_values, likeliest_columns
from textrnn.report.doubts import Doubts

if TYPE_CHECKING:
    from textrnn.classifier import Classifier, Prediction
    from textrnn.cli.inputs import Inputs
    from textrnn.ingest.rows import Row


def write_labels(
    open_writer: "OpenWriter", inputs: "Inputs", model: str, abstain: bool, top: int | None, shows_bar: bool
) -> int:
    """Write all rows with their labels, and return how many there are."""
    from textrnn.cli.text_columns import refuse_columns

    refuse_changes = inputs.watch()
    total = inputs.count()
    classifier = load_classifier(model, abstain)
    top = likeliest_columns(len(classifier.labels), top)
    added = added_columns(classifier.labels, classifier.vocabulary.unit, top)
    refuse_columns(set(inputs.columns), added)
    doubts = Doubts()
    with open_writer([*inputs.columns, *added]) as write:
        for row, prediction in inputs.tracked(predict_rows(classifier, inputs), total if shows_bar else None):
            refuse_columns(row.values.keys(), added)  # A later row of JSON may have more than the first.
            write(row.values | added_values(prediction, top))
            doubts.add(inputs.text_of(row), prediction)
        refuse_changes()
    print_notes(doubts.notes())
    return doubts.count


def predict_rows(classifier: "Classifier", inputs: "Inputs") -> Iterator[tuple["Row", "Prediction"]]:
    """Each row with the prediction for its text, in the order of the input."""
    from textrnn.cli.reading_notes import noting_replaced

    rows, again = tee(inputs.rows())  # As far apart as the texts that are read together.
    predictions = zip(rows, classifier.predict_each(inputs.text_of(row) for row in again), strict=True)
    return noting_replaced(predictions, inputs) if inputs.replaces else predictions
