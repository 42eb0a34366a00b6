from pathlib import Path
from typing import Any

import pytest

from stages.encode import Params, check_running_text, encode, find_labels, write_split
from tests.test_tokenization import FITTED, TEXTS
from tests.test_tokenization import params as make_params
from textrnn.errors import InputError
from textrnn.records import Record, write_records
from textrnn.token_arrays import read_arrays
from textrnn.tokenization import END_ID, fit

RECORDS = [Record("To be", "x", "one"), Record(" or", "y", "one"), Record("é語", "x", "two"), Record("", "y", "one")]


def test_each_record_is_a_document() -> None:
    found = list(encode(RECORDS, FITTED["char"], Params(document="record", mark_ends=False)))
    assert [FITTED["char"].decode(ids) for ids, _, _ in found] == [record.text for record in RECORDS]
    assert [(characters, label) for _, characters, label in found] == [(5, "x"), (3, "y"), (2, "x"), (0, "y")]


def test_records_of_a_source_are_one_document_between_its_marks() -> None:
    found = list(encode(RECORDS, FITTED["char"], Params(document="source", mark_ends=True)))
    assert [FITTED["char"].decode(ids[1:-1]) for ids, _, _ in found] == ["To be or", "é語", ""]
    assert all(ids[0] == ids[-1] == END_ID for ids, _, _ in found)
    assert [characters for _, characters, _ in found] == [8, 2, 0]


def test_labels_are_numbered_in_sorted_order(tmp_path: Path) -> None:
    write_records(tmp_path / "train.jsonl", RECORDS)
    assert find_labels(tmp_path) == ["x", "y"]
    params = Params(document="record", mark_ends=False)
    write_split(tmp_path / "train.jsonl", tmp_path / "ids", FITTED["bpe"], ["x", "y"], params)
    labels = read_arrays(tmp_path / "ids").labels
    assert labels is not None
    assert labels.tolist() == [0, 1, 0, 1]
    with pytest.raises(InputError, match="label 'y' does not occur in the training records"):
        write_split(tmp_path / "train.jsonl", tmp_path / "more", FITTED["bpe"], ["x"], params)


@pytest.mark.parametrize(
    ("tokenize", "mark_ends", "remedy"),
    [
        ({"kind": "word", "unknown": "unk"}, True, "text.tokenize.unknown to spell"),
        ({"kind": "bpe", "lowercase": True}, True, "text.tokenize.lowercase to false"),
        ({"kind": "bpe"}, False, "text.encode.mark_ends to true"),
    ],
)
def test_running_text_may_not_seem_cheaper_than_it_is(tokenize: dict[str, Any], mark_ends: bool, remedy: str) -> None:
    tokenizer = fit(TEXTS, make_params(tokenize.pop("kind"), **tokenize))
    with pytest.raises(InputError, match=remedy):
        check_running_text(tokenizer, Params(document="source", mark_ends=mark_ends), "text")
    check_running_text(FITTED["word"], Params(document="source", mark_ends=True), "text")


def test_running_text_has_no_labels(tmp_path: Path) -> None:
    write_records(tmp_path / "train.jsonl", [Record("a", None, "s")])
    assert find_labels(tmp_path) == []
