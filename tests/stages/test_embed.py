"""Vectors to start from, held against counting by hand and a whole singular value decomposition."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import csr_matrix

import stages.embed
from stages.embed import Params, count_neighbours, mutual_information, neighbour_vectors, random_vectors
from textrnn.data.arrays import TokenArrays

RANDOM = np.random.default_rng(1)
ENDS = np.cumsum([30, 0, 1, 3, 200, 66])
IDS = RANDOM.integers(0, 12, ENDS[-1])
ARRAYS = TokenArrays(IDS, ENDS, ENDS, None)
STRANGE = [0, 7]
PARAMS = Params(kind="ppmi", embedding_size=5, std=0.3, window=3, smoothing=0.75, seed=1)


def neighbours_by_hand() -> Counter[tuple[int, int]]:
    counts: Counter[tuple[int, int]] = Counter()
    for start, end in pairwise([0, *ENDS]):
        for here in range(start, end):
            for there in range(max(start, here - 3), min(end, here + 4)):
                if here != there and not {IDS[here], IDS[there]} & set(STRANGE):
                    counts[IDS[here], IDS[there]] += 1 / abs(here - there)  # type: ignore[assignment]
    return counts


@pytest.mark.parametrize("chunk", [2**20, 300, 37, 1])
def test_neighbours_are_counted_within_documents(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages.embed, "CHUNK", chunk)
    found = count_neighbours(ARRAYS, 12, STRANGE, 3).toarray()
    expected = neighbours_by_hand()
    for first in range(12):
        for second in range(12):
            assert found[first, second] == pytest.approx(expected[first, second])


def test_mutual_information_by_its_formula() -> None:
    counts = count_neighbours(ARRAYS, 12, STRANGE, 3).toarray()
    found = mutual_information(csr_matrix(counts), 0.75).toarray()
    often = counts.sum(axis=1)
    for first, second in zip(*counts.nonzero(), strict=True):
        share = often[second] ** 0.75 / (often**0.75).sum()
        expected = math.log(counts[first, second] / often[first] / share)
        assert found[first, second] == pytest.approx(max(expected, 0.0))


def test_vectors_are_those_of_a_whole_decomposition() -> None:
    counts = count_neighbours(ARRAYS, 12, STRANGE, 3)
    found = neighbour_vectors(counts, PARAMS).astype(float)
    left, values, _ = np.linalg.svd(mutual_information(counts, 0.75).toarray())
    expected = left[:, :5] * np.sqrt(values[:5])
    expected *= 0.3 / np.sqrt(np.square(expected).mean())
    np.testing.assert_allclose(found @ found.T, expected @ expected.T, atol=1e-4)
    np.testing.assert_allclose(found[STRANGE], 0, atol=1e-6)
    assert neighbour_vectors(counts, PARAMS).tobytes() == neighbour_vectors(counts, PARAMS).tobytes()


def test_random_vectors_are_as_wide_as_asked_and_follow_the_seed() -> None:
    first, again, other = (random_vectors(5000, PARAMS.model_copy(update={"seed": seed})) for seed in (1, 1, 2))
    assert first.std() == pytest.approx(0.3, rel=0.02)
    assert first.tobytes() == again.tobytes() != other.tobytes()


def test_more_features_than_words_begin_with_zeros() -> None:
    counts = count_neighbours(ARRAYS, 12, STRANGE, 3)
    found = neighbour_vectors(counts, PARAMS.model_copy(update={"embedding_size": 20}))
    assert found.shape == (12, 20)
    assert not found[:, 11:].any()
    np.testing.assert_array_equal(
        found[:, :11], neighbour_vectors(counts, PARAMS.model_copy(update={"embedding_size": 11}))
    )
