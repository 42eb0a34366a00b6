from typing import Any

import pytest

from textrnn.classification.probability_part import abstaining, bins_table, calibration, coverage_table, lengths_table

ROW: dict[str, Any] = {"documents": 1234, "accuracy": 0.95, "interval": [0.9, 0.975]}
RULE: dict[str, Any] = {"min_accuracy": 0.995, "threshold": 0.87654, "answered": 0.75, "accuracy": 0.98}


def test_the_calibration_error_is_told_in_percentage_points() -> None:
    sentence = calibration({"expected_calibration_error": 0.0123, "interval": [0.008, 0.021]})
    assert sentence.startswith("Its probabilities are off by 1.23 percentage points on average")
    assert "95 % interval 0.80 – 2.10" in sentence


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        (RULE, "On test it answers 75.00\u00a0% of the documents, and 98.00\u00a0% of these answers are right."),
        (RULE | {"answered": 0.0, "accuracy": None}, "On test it answers 0.00\u00a0% of the documents."),
        (
            RULE | {"threshold": None},
            "99.5\u00a0% of its answers on validation right: textrnn classify --abstain answers nothing.",
        ),
    ],
)
def test_when_it_abstains_is_said(rule: dict[str, Any], end: str) -> None:
    (sentence,) = abstaining(rule)
    assert sentence.endswith(end)
    assert ("at least 0.877, the lowest with which at least 99.5\u00a0% of" in sentence) == (
        rule["threshold"] is not None
    )


def test_of_a_classifier_that_never_abstains_nothing_is_said() -> None:
    assert list(abstaining(None)) == []


@pytest.mark.parametrize(("points", "listed"), [(19, range(1, 20)), (25, [5, 15, 25]), (100, range(10, 101, 10))])
def test_of_many_points_every_tenth_is_listed_and_the_last(points: int, listed: range) -> None:
    rows = [{"answered": (n + 1) / points, "threshold": 0.5, "accuracy": (n + 1) / 1000} for n in range(points)]
    cells = coverage_table(rows).rows
    assert [round(10 * float(right)) for _, _, right in cells] == list(listed)
    assert cells[-1][:2] == ("100\u00a0%", "0.5000")


def test_numbers_stand_in_percent_with_their_intervals() -> None:
    shares = ("95.00", "90.00 – 97.50")
    (row,) = bins_table([ROW | {"from": 0.9, "to": 1.0, "confidence": 0.961}]).rows
    assert row == ("90 – 100\u00a0%", "1,234", "96.10", *shares)
    (row,) = lengths_table([ROW | {"shortest": 5, "longest": 1200}]).rows
    assert row == ("5 – 1,200", "1,234", *shares)
