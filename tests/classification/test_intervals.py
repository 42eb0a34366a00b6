import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textrnn.classification.intervals import macro_f1, score_intervals
from textrnn.classification.metrics import score_labels


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
def test_macro_f1_by_counting_pairs_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    actual, predicted = np.array(pairs).T
    expected = score_labels(actual, predicted)["macro_f1"]
    assert macro_f1(np.array([actual, predicted]), 5) == pytest.approx(expected)


def test_intervals_are_those_of_resampled_documents() -> None:
    random = np.random.default_rng(3)
    actual = random.choice(["a", "b", "c"], 300, p=[0.6, 0.3, 0.1])
    predicted = np.where(random.random(300) < 0.8, actual, random.choice(["a", "b", "z"], 300))
    scores, intervals = score_labels(actual, predicted), score_intervals(actual, predicted)
    drawn = [score_labels(actual[rows], predicted[rows]) for rows in (random.integers(0, 300, 300) for _ in range(400))]
    assert intervals.keys() == scores.keys()
    for name, (low, high) in intervals.items():
        assert low < scores[name] < high
        expected = np.quantile([each[name] for each in drawn], [0.025, 0.975])
        assert [low, high] == pytest.approx(expected, abs=0.015)
