from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.describe import (
    Params,
    count_tokens,
    coverage,
    describe,
    describe_classes,
    describe_truncation,
    length_quantile,
    longest_read,
)
from tests.data.test_tokenizer import params
from textrnn.data.arrays import TokenArrays
from textrnn.data.records import SPLITS, Record
from textrnn.data.statistics import Statistics
from textrnn.data.tokenizer import stand_ins
from textrnn.data.tokenizer_fitting import fit
from textrnn.errors import InputError
from textrnn.files import write_json

LENGTHS = st.lists(st.integers(0, 50), min_size=1, max_size=30)


@given(LENGTHS, st.sampled_from([0.01, 0.5, 0.9, 0.95, 1.0]))
def test_the_length_that_a_share_does_not_exceed(lengths: list[int], share: float) -> None:
    found = length_quantile(np.array(lengths), share)
    assert found in lengths
    assert sum(length <= found for length in lengths) >= share * len(lengths) - 1e-9
    assert sum(length < found for length in lengths) < share * len(lengths) + 1e-9


def test_tokens_are_counted_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stages.describe.CHUNK", 7)
    ids = np.random.default_rng(1).integers(0, 10, 100).astype(np.uint16)
    counts = Counter(ids.tolist())
    assert count_tokens(ids, 12).tolist() == [counts[token] for token in range(12)]


def test_coverage_by_counting() -> None:
    splits = {"train": [3, 3, 3, 1, 1, 5, 2], "valid": [5, 5], "test": [1, 1, 4, 3, 2, 2]}
    counts = {name: count_tokens(np.array(ids), 6) for name, ids in splits.items()}
    found = coverage(counts, unknown=[2])  # 2 stands for what the vocabulary lacks, 4 does not occur in training
    for row, ids in zip(found, splits.values(), strict=True):
        kept = ([3], [3, 1], [3, 1, 5], [3, 1, 5, 0], [3, 1, 5, 0, 4])
        expected = [sum(token in known for token in ids) / len(ids) for known in kept]
        assert row == pytest.approx(expected)


def test_numbers_of_a_split() -> None:
    arrays = TokenArrays(np.array([1, 2, 1, 3, 3, 3]), np.array([1, 1, 6]), np.array([4, 0, 9]), None)
    assert describe(arrays, count_tokens(arrays.ids, 4), [1], Params(quantile=0.9)) == {
        "documents": 3,
        "characters": 13,
        "tokens": 6,
        "tokens_outside_vocabulary": pytest.approx(2 / 6),
        "median_length": 1,
        "length_quantile": 5,
        "longest": 5,
    }


@given(LENGTHS, st.integers(1, 60))
def test_what_is_cut_off_is_counted(lengths: list[int], max_length: int) -> None:
    ends = np.cumsum(lengths)
    arrays = TokenArrays(np.ones(ends[-1], dtype=np.int64), ends, ends, None)
    documents = [list(range(length)) for length in lengths]
    read = sum(len(document[:max_length]) for document in documents)
    assert describe_truncation(arrays, max_length) == {
        "documents_cut": sum(document != document[:max_length] for document in documents),
        "tokens_not_read": pytest.approx(1 - read / sum(lengths) if sum(lengths) else 0.0),
    }
    assert describe_truncation(arrays, None) == {}


def test_how_much_is_read_is_what_pad_wrote(tmp_path: Path) -> None:
    write_json(tmp_path / "reading.json", {"max_length": 12, "pad_to_multiple_of": 8})
    assert longest_read(tmp_path) == 12
    write_json(tmp_path / "reading.json", {})
    with pytest.raises(InputError, match=r"reading\.json is damaged"):
        longest_read(tmp_path)


@pytest.mark.parametrize(("kind", "changes"), [("word", {"unknown": "unk"}), ("char", {})])
def test_what_the_vocabulary_lacks_is_told_from_what_it_has(kind: Any, changes: dict[str, Any]) -> None:
    tokenizer = fit(["to be or to be"], params(kind, min_count=2, **changes))
    known, unknown = (tokenizer.encode(text, add_special_tokens=False).ids for text in (" be", "zz"))
    assert not set(known) & set(stand_ins(tokenizer))
    assert set(unknown) <= set(stand_ins(tokenizer))


def test_a_vocabulary_without_a_token_is_refused() -> None:
    for kind in ("word", "char"):
        with pytest.raises(InputError, match="look at pattern, lowercase and min_count of tokenize"):
            fit(["to be"], params(kind, min_count=99, unknown="unk"))


def statistics_of(*texts: str, label: str | None = "x") -> Statistics:
    statistics = Statistics()
    for text in texts:
        statistics.add(Record(text, label, "source"))
    return statistics


def test_test_texts_that_train_or_valid_has_are_counted() -> None:
    splits = {"train": statistics_of("a", "d"), "valid": statistics_of("b"), "test": statistics_of("a", "b", "c", "a")}
    assert describe_classes(splits) == {"classes": 1, "test_texts_seen_in_training": 3}


def test_running_text_has_no_classes() -> None:
    assert describe_classes(dict.fromkeys(SPLITS, statistics_of("a", label=None))) == {}
