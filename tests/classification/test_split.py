from collections import Counter

import pytest

from stages.classification.split import Params, count, split
from textrnn.records import Record

RECORDS = [Record(f"text {number}", "ab"[number % 4 == 0], "corpus-train") for number in range(200)]
OFFICIAL = [Record(f"test {number}", "a", "corpus-test") for number in range(10)]
PARAMS = Params(test="*-test", valid=0.1, seed=1)


def test_every_class_gives_its_share() -> None:
    parts = split(RECORDS, Params(test=0.2, valid=0.25, seed=1))
    labels = {name: Counter(record.label for record in part) for name, part in parts.items()}
    assert labels == {"test": {"a": 30, "b": 10}, "valid": {"a": 30, "b": 10}, "train": {"a": 90, "b": 30}}
    assert sorted(map(str, RECORDS)) == sorted(str(record) for part in parts.values() for record in part)


def test_the_official_test_set_stays_the_test_set() -> None:
    parts = split([*OFFICIAL[:5], *RECORDS, *OFFICIAL[5:]], PARAMS)
    assert parts["test"] == OFFICIAL
    assert len(parts["valid"]) == 20


def test_a_text_has_its_place_whatever_the_order() -> None:
    shuffled = RECORDS[::-7] + [record for record in RECORDS if record not in RECORDS[::-7]]
    once, again = split(RECORDS, PARAMS), split(shuffled, PARAMS)
    assert set(once["valid"]) == set(again["valid"])
    assert set(once["valid"]) != set(split(RECORDS, Params(test="*-test", valid=0.1, seed=2))["valid"])


@pytest.mark.parametrize("label", ["a", "b"])
def test_equal_texts_stay_together_whatever_their_label(label: str) -> None:
    copies = [Record(record.text, label, "copy") for record in RECORDS]
    parts = split([*RECORDS, *copies], Params(test=0.2, valid=0.25, seed=1))
    texts = [{record.text for record in part} for part in parts.values()]
    assert sum(map(len, texts)) == len(set.union(*texts)) == len(RECORDS)


def test_copies_across_an_official_split_are_counted() -> None:
    parts = split([*RECORDS, *OFFICIAL, Record("text 7", "a", "x-test"), Record("text 8", "a", "x-test")], PARAMS)
    assert count(parts) == {
        "train": {"documents": 180},
        "valid": {"documents": 20},
        "test": {"documents": 12},
        "classes": 2,
        "test_texts_seen_in_training": 2,
    }
