import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textrnn.data.arrays import Integers
from textrnn.report.intervals import bootstrap, wilson


@given(st.integers(1, 10_000).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_the_ends_are_where_the_share_would_just_be_credible(successes_of: tuple[int, int]) -> None:
    # Wilson's are the solutions of |share - p| = z sqrt(p (1 - p) / n).
    successes, count = successes_of
    low, high = wilson(successes, count)
    assert 0 <= low <= successes / count + 1e-12
    assert successes / count - 1e-12 <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            deviation = math.sqrt(end * (1 - end) / count)
            assert abs(successes / count - end) == pytest.approx(1.959964 * deviation, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(
    ("successes", "count", "ends"),
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_the_examples_of_newcombe_1998(successes: int, count: int, ends: tuple[float, float]) -> None:
    assert wilson(successes, count) == pytest.approx(ends, abs=1e-4)


def test_a_bootstrap_of_a_mean_is_that_of_statistics() -> None:
    values = np.random.default_rng(5).normal(10, 2, 400)

    def mean(drawn: Integers) -> float:
        return float(values[drawn].mean())

    low, high = bootstrap(mean, len(values))
    half = 1.96 * values.std() / math.sqrt(len(values))
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.1 * half)
    assert bootstrap(mean, len(values)) == [low, high]


def test_what_does_not_vary_has_no_width() -> None:
    assert bootstrap(lambda drawn: float(len(drawn)), 7) == [7, 7]
    assert bootstrap(lambda drawn: float(drawn.max()), 1) == [0, 0]
