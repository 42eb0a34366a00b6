"""Diagrams and calibration errors of cases that are worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.classification.test_predictions import make_predictions
from textrnn.classification.reliability import (
    accuracy_by_length,
    calibration_error,
    reliability_diagram,
    risk_coverage,
)
from textrnn.report.intervals import wilson

# Two in the bin from 0.5 to 0.6, one of them right; three above 0.9, all right; one on the border of two bins.
CASE = make_predictions("aaaaaa", "ababaa", [0.52, 0.6, 0.95, 0.7, 0.99, 1.0])


def test_a_diagram_has_a_row_for_each_bin_with_documents() -> None:
    rows = reliability_diagram(CASE)
    assert [(row["from"], row["to"], row["documents"]) for row in rows] == [(0.5, 0.6, 2), (0.6, 0.7, 1), (0.9, 1.0, 3)]
    assert [row["confidence"] for row in rows] == pytest.approx([0.56, 0.7, 0.98])
    assert [row["accuracy"] for row in rows] == [0.5, 0, 1]
    assert rows[0]["interval"] == wilson(1, 2)


def test_the_calibration_error_is_the_mean_distance_of_confidence_and_accuracy() -> None:
    error = calibration_error(CASE)
    assert error["expected_calibration_error"] == pytest.approx((2 * 0.06 + 1 * 0.7 + 3 * 0.02) / 6)
    low, high = error["interval"]
    assert 0 < low < error["expected_calibration_error"] < high < 0.7


@given(st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_the_error_of_a_simulated_classifier_by_adding_up(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    probability = random.random(count)
    right = random.random(count) < probability
    predictions = make_predictions("a" * count, "".join("ba"[bool(one)] for one in right), probability.tolist())
    expected = 0.0
    for number in range(10):
        own = [i for i in range(count) if number / 10 < probability[i] <= (number + 1) / 10]
        expected += abs(sum(probability[i] - right[i] for i in own)) / count
    found = calibration_error(predictions)
    assert found["expected_calibration_error"] == pytest.approx(expected)
    assert sum(row["documents"] for row in reliability_diagram(predictions)) == count


def test_accuracy_where_only_the_surest_are_answered() -> None:
    points = risk_coverage(CASE)
    assert [point["threshold"] for point in points] == [1.0, 0.99, 0.95, 0.7, 0.6, 0.52]
    assert [point["answered"] for point in points] == pytest.approx([number / 6 for number in range(1, 7)])
    assert [point["accuracy"] for point in points] == pytest.approx([1, 1, 1, 3 / 4, 3 / 5, 4 / 6])
    many = risk_coverage(make_predictions("a" * 999, "a" * 999, np.linspace(0, 1, 999).tolist()))
    assert len(many) == 100
    assert (many[-1]["answered"], many[-1]["accuracy"]) == (1, 1)


def test_accuracy_of_short_and_long_documents() -> None:
    lengths = np.array([1, 1, 1, 1, 5, 5, 9, 100])
    rows = accuracy_by_length(make_predictions("aaaaaaaa", "aabbaaba", [0.9] * 8), lengths)
    assert [(row["shortest"], row["longest"]) for row in rows] == [(1, 1), (5, 5), (9, 9), (100, 100)]
    assert [(row["documents"], row["accuracy"]) for row in rows] == [(4, 0.5), (2, 1), (1, 0), (1, 1)]
    same = accuracy_by_length(make_predictions("ab", "aa", [0.9, 0.8]), np.array([0, 0]))
    assert [(row["shortest"], row["longest"], row["documents"]) for row in same] == [(0, 0, 2)]
    spread = accuracy_by_length(make_predictions("a" * 800, "a" * 800, [0.9] * 800), np.arange(800))
    assert [row["documents"] for row in spread] == pytest.approx([100] * 8, abs=1)
