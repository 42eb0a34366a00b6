import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textrnn.generation.copying import Stretch, copied_stretches, distinct_share, figures, summary
from textrnn.generation.matches import Matches


def matches(lengths: list[int], sources: list[int] | None = None) -> Matches:
    return Matches(np.array(lengths, dtype=np.int64), np.array(sources or [0] * len(lengths), dtype=np.int64))


def test_stretches_do_not_overlap_and_are_as_long_as_can_be() -> None:
    #                   0  1  2  3  4  5  6  7  8  9
    own = matches([1, 4, 3, 2, 5, 4, 3, 2, 1, 1], [0, 0, 0, 0, 1, 1, 1, 1, 0, 0])
    assert copied_stretches(own, ["x", "y"], 4) == [Stretch(1, 5, "x"), Stretch(5, 9, "y")]
    assert copied_stretches(own, ["x", "y"], 5) == [Stretch(4, 9, "y")]
    assert copied_stretches(own, ["x", "y"], 6) == []


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 9))
def test_they_hold_every_character_of_a_long_match_and_no_other(ends: list[int], shortest: int) -> None:
    # What matches from one character on matches from the next, but for one character.
    lengths = [0] * len(ends)
    for start, size in enumerate(ends):
        lengths[start] = min(max(size, lengths[start - 1] - 1 if start else 0), len(ends) - start)
    copied = copied_stretches(matches(lengths), ["x"], shortest)
    inside = {
        place for start, length in enumerate(lengths) if length >= shortest for place in range(start, start + length)
    }
    assert [place for start, end, _ in copied for place in range(start, end)] == sorted(inside)
    for start, end, _ in copied:
        assert end - start <= lengths[start]


@pytest.mark.parametrize(
    ("ids", "size", "share"), [([], 1, 1), ([1], 2, 1), ([1, 1, 1], 1, 1 / 3), ([1, 2, 1, 2, 3], 2, 3 / 4)]
)
def test_distinct_ngrams(ids: list[int], size: int, share: float) -> None:
    assert distinct_share(ids, size) == share


def test_figures_of_a_text_and_of_several() -> None:
    copied = figures(matches([3, 2, 1, 60, *range(59, 0, -1)]), ["book"], [1, 2, 3, 4] * 4, 50)
    assert copied.longest == Stretch(3, 63, "book")
    assert copied.values()["copied_share"] == pytest.approx(60 / 63)
    assert copied.values()["repetition"] == pytest.approx(1 - 4 / 13)
    own = figures(matches([0, 1, 0]), ["book"], [1, 2, 3], 50)
    nothing = figures(matches([]), [], [], 50)
    assert (nothing.longest, nothing.values()["copied_share"]) == (None, 0)
    assert summary([copied, own, nothing]) == {
        "texts": 3,
        "characters": 66,
        "longest": 60,
        "median_longest": 1,
        "copied_share": pytest.approx(60 / 66),
        "distinct_1": pytest.approx((4 / 16 + 2) / 3),
        "distinct_2": pytest.approx((4 / 15 + 2) / 3),
        "distinct_3": pytest.approx((4 / 14 + 2) / 3),
        "repetition": pytest.approx((1 - 4 / 13) / 3),
    }
