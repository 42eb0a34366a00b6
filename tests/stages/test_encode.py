from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stages.encode import Params, check_running_text, encode, find_labels
from tests.data.test_tokenizer import FITTED, TEXTS
from tests.data.test_tokenizer import params as make_params
from textrnn.data.arrays import TokenArrays, TokenWriter, read_arrays
from textrnn.data.records import Record, write_records
from textrnn.data.tokenizer import END
from textrnn.data.tokenizer_fitting import fit
from textrnn.errors import InputError

RECORDS = [Record("To be", "x", "one"), Record(" or", "y", "one"), Record("é語", "x", "two"), Record("", "y", "one")]


def encoded(folder: Path, params: Params, labels: list[str], kind: str = "char") -> TokenArrays:
    """What encode writes of the records."""
    with closing(TokenWriter(folder / "ids", FITTED[kind].get_vocab_size(), labelled=bool(labels))) as writer:
        encode(RECORDS, FITTED[kind], params, labels, writer)
    return read_arrays(folder / "ids")


def texts(arrays: TokenArrays) -> list[str]:
    documents = np.split(arrays.ids, arrays.ends[:-1])
    return [FITTED["char"].decode(ids.tolist(), skip_special_tokens=False) for ids in documents]


def test_each_record_is_a_document(tmp_path: Path) -> None:
    found = encoded(tmp_path, Params(document="record", mark_ends=False), ["x", "y"])
    assert texts(found) == [record.text for record in RECORDS]
    assert found.characters.tolist() == [5, 3, 2, 0]
    assert found.labels is not None
    assert found.labels.tolist() == [0, 1, 0, 1]


def test_records_of_a_source_are_one_document_between_its_marks(tmp_path: Path) -> None:
    records = [Record(record.text, None, record.source) for record in RECORDS]
    with closing(TokenWriter(tmp_path / "ids", 400, labelled=False)) as writer:
        encode(records, FITTED["char"], Params(document="source", mark_ends=True), [], writer)
    found = read_arrays(tmp_path / "ids")
    assert texts(found) == [f"{END}{text}{END}" for text in ("To be or", "é語", "")]
    assert found.characters.tolist() == [8, 2, 0]
    assert found.labels is None


def test_labels_are_numbered_in_sorted_order(tmp_path: Path) -> None:
    write_records(tmp_path / "train.jsonl", RECORDS)
    assert find_labels(tmp_path) == ["x", "y"]


def test_a_label_that_training_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="label 'y' does not occur in the training records"):
        encoded(tmp_path, Params(document="record", mark_ends=False), ["x"])


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
