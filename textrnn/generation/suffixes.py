"""The suffixes of a text in their order: whatever a text has in common with another one stands side by side there.

By prefix doubling (Manber 1993, doi:10.1137/0222058): suffixes that are ordered by their first characters are ordered
by twice as many, as what follows is a suffix, too. Only those that are still level are sorted again (Larsson 2007,
doi:10.1016/j.tcs.2007.07.017).
"""

import numpy as np
from numpy.typing import NDArray

from textrnn.data.arrays import Integers

LARGEST_KEY = 2**62


def suffix_order(codes: Integers, depth: int) -> NDArray[np.int64]:
    """Where the suffixes of a text begin, in their order (characters,); those level for `depth` characters in any.

    codes: (characters,), from 0 on
    """
    keys, width = first_characters(codes)
    order = np.argsort(keys, kind="stable")
    is_first = first_of_equals(keys[order])
    ranks = np.empty(len(codes), dtype=np.int64)  # Of each suffix, the place of the first that is level with it.
    ranks[order] = np.flatnonzero(is_first)[np.cumsum(is_first) - 1]
    places = level(np.arange(len(codes)), is_first)
    while width < depth and len(places):
        own = order[places]
        following = np.where(own + width < len(codes), ranks[np.minimum(own + width, len(codes) - 1)] + 1, 0)
        keys = ranks[own] * (len(codes) + 1) + following
        turn = np.argsort(keys, kind="stable")
        order[places] = own[turn]
        is_first = first_of_equals(keys[turn])
        ranks[order[places]] = places[is_first][np.cumsum(is_first) - 1]
        places = level(places, is_first)
        width *= 2
    return order


def first_characters(codes: Integers) -> tuple[NDArray[np.int64], int]:
    """The first characters of each suffix as one number, and how many of them are in it."""
    numbers = np.zeros(int(codes.max()) + 1, dtype=np.int64)
    numbers[codes] = 1
    numbers = numbers.cumsum()  # From 1 on; 0 is behind the end.
    base = int(numbers[-1]) + 1
    single = numbers[codes]
    keys, width = single.copy(), 1
    while (int(keys.max()) + 1) * base < LARGEST_KEY and width < len(codes):
        keys *= base
        keys[:-width] += single[width:]
        width += 1
    return keys, width


def first_of_equals(keys: Integers) -> NDArray[np.bool_]:
    """Whether a number differs from the one before it."""
    return np.append(True, keys[1:] != keys[:-1])


def level(places: Integers, is_first: NDArray[np.bool_]) -> Integers:
    """The places of those that are not alone."""
    is_alone = is_first & np.append(is_first[1:], True)
    return np.asarray(places[~is_alone])
