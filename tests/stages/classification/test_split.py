from collections import Counter
from pathlib import Path

import pytest

from stages.classification.split import Params, plan, refuse_unknown_classes
from textrnn.data.records import SPLITS, Record, write_records
from textrnn.errors import InputError

RECORDS = [Record(f"text {number}", "ab"[number % 4 == 0], "corpus-train") for number in range(200)]
OFFICIAL = [Record(f"test {number}", "a", "corpus-test") for number in range(10)]
PARAMS = Params(test="*-test", valid=0.1, seed=1)


def split(records: list[Record], params: Params) -> dict[str, list[Record]]:
    split_of = plan(records, params)
    return {name: [record for record in records if split_of(record) == name] for name in SPLITS}


def test_every_class_gives_its_share() -> None:
    parts = split(RECORDS, Params(test=0.2, valid=0.25, seed=1))
    labels = {name: Counter(record.label for record in part) for name, part in parts.items()}
    assert labels == {"test": {"a": 30, "b": 10}, "valid": {"a": 30, "b": 10}, "train": {"a": 90, "b": 30}}
    assert sorted(map(str, RECORDS)) == sorted(str(record) for part in parts.values() for record in part)


@pytest.mark.parametrize("test", [0.9, "*-test"])
def test_a_class_is_never_drawn_whole(test: float | str) -> None:
    parts = split(RECORDS[:5], Params(test=test, valid=0.9, seed=1))
    assert {record.label for record in parts["train"]} == {"a", "b"}


@pytest.mark.parametrize(("classes", "size", "counts"), [(10, 2, (14, 2, 4)), (10, 6, (45, 5, 10)), (2, 2, (2, 1, 1))])
def test_where_classes_are_small_something_is_drawn_all_the_same(
    classes: int, size: int, counts: tuple[int, ...]
) -> None:
    records = [Record(f"{label} {number}", f"{label}", "own") for label in range(classes) for number in range(size)]
    params = Params(test=0.2, valid=0.1, seed=1)
    parts = split(records, params)
    assert tuple(map(len, parts.values())) == counts
    assert {record.label for record in parts["train"]} == {f"{label}" for label in range(classes)}
    assert {name: set(part) for name, part in split(records[::-1], params).items()} == {
        name: set(part) for name, part in parts.items()
    }


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


@pytest.mark.parametrize("split", ["valid", "test"])
def test_a_class_that_training_lacks_is_refused(split: str, tmp_path: Path) -> None:
    parts = {name: [Record("a", "x", "s")] for name in SPLITS}
    parts[split].append(Record("b", "new", "s"))
    for name, records in parts.items():
        write_records(tmp_path / f"{name}.jsonl", records)
    with pytest.raises(InputError, match="valid or test alone has class 'new'"):
        refuse_unknown_classes(tmp_path)


def test_repeated_texts_count_once_in_a_share() -> None:
    repeated = [record for record in RECORDS for _ in range(9 if record.text < "text 15" else 1)]
    once, often = (split(records, Params(test=0.2, valid=0.25, seed=2)) for records in (RECORDS, repeated))
    for name in SPLITS:
        assert {record.text for record in once[name]} == {record.text for record in often[name]}
    assert len(once["test"]) == 40
    assert len(once["valid"]) == 40


def test_an_official_validation_set_stays_what_it_is() -> None:
    valid = [Record(f"text {number}", "a", "corpus-valid") for number in range(190, 210)]
    parts = split([*RECORDS, *valid], Params(test=0.2, valid="*-valid", seed=1))
    assert parts["valid"] == valid
    assert len(parts["test"]) == 40
    parts = split([*RECORDS, *valid, *OFFICIAL], Params(test="*-test", valid="*-valid", seed=1))
    assert (parts["train"], parts["valid"], parts["test"]) == (RECORDS, valid, OFFICIAL)
