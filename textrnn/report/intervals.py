"""95 % intervals: what else a score might have been, had chance given other test texts of the same kind."""

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from textrnn.data.arrays import Integers

TAILS = (0.025, 0.975)
DEVIATIONS = NormalDist().inv_cdf(TAILS[1])  # From the mean of a normal distribution to such a tail.
RESAMPLES = 1000
SEED = 1


def wilson(successes: int, count: int) -> list[float]:
    """Wilson's score interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953): both ends."""
    share, square = successes / count, DEVIATIONS**2
    middle = share + square / (2 * count)
    half = DEVIATIONS * math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    scale = 1 + square / count
    return [max((middle - half) / scale, 0.0), min((middle + half) / scale, 1.0)]


def bootstrap(statistic: Callable[[Integers], float], count: int) -> list[float]:
    """Percentiles of a statistic over resamples (Efron 1979, doi:10.1214/aos/1176344552): both ends.

    `statistic` is given the numbers of `count` items, drawn with replacement. They are integers from a seed, so the
    same everywhere.
    """
    random = np.random.default_rng(SEED)
    values = [statistic(random.integers(0, count, count)) for _ in range(RESAMPLES)]
    ends: list[float] = np.quantile(values, TAILS).tolist()
    return ends
