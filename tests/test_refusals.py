"""Stages refuse what they cannot use, with a remedy, and leave nothing behind."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import stages.classification.split
import stages.encode
import stages.generation.split
import stages.window
from tests.test_tokenization import TEXTS, params
from textrnn.errors import InputError
from textrnn.records import SPLITS, Record, write_records
from textrnn.token_arrays import TokenWriter
from textrnn.tokenization import fit

RECORDS = [Record("gold", "metal", "a"), Record("corn", "grain", "b")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(stage: Callable[..., None], section: str, *inputs: str) -> str:
    """The message of a stage that is run with a section of params.yaml."""
    Path("params.yaml").write_text(f"task: {{{section}}}\n")
    with pytest.raises(InputError) as error:
        stage("task", *map(Path, inputs), Path("out"))
    assert not Path("out").exists()
    assert not list(Path().glob("*.part"))
    return str(error.value)


@pytest.mark.parametrize(("test", "missing"), [('"*-test"', "valid"), ('"*"', "train"), ("0.5", "valid")])
def test_a_split_without_documents(test: str, missing: str) -> None:
    write_records(Path("raw"), RECORDS)
    message = refused(stages.classification.split.main, f"split: {{test: {test}, valid: 0.1, seed: 1}}", "raw")
    assert message == f"no record of raw falls into {missing}; look at task.split in params.yaml"


def test_documents_without_labels() -> None:
    write_records(Path("raw"), [*RECORDS, Record("gold", None, "a")])
    message = refused(stages.classification.split.main, "split: {test: 0.2, valid: 0.1, seed: 1}", "raw")
    assert message.startswith("raw has texts without a label: task.fetch.corpus")


def test_too_few_works() -> None:
    write_records(Path("raw"), RECORDS)
    message = refused(stages.generation.split.main, "split: {every: 3}", "raw")
    assert message.startswith("no work of raw falls into test: there are 2 works, and task.split.every is 3")


@pytest.mark.parametrize("value", ["-0.2", "0", "1.0", ".nan"])
def test_a_share_that_is_none(value: str) -> None:
    write_records(Path("raw"), RECORDS)
    message = refused(stages.classification.split.main, f"split: {{test: {value}, valid: 0.1, seed: 1}}", "raw")
    assert "params.yaml, task.split.test" in message


def test_running_text_with_unknown_words() -> None:
    Path("splits").mkdir()
    for name in SPLITS:
        write_records(Path(f"splits/{name}.jsonl"), [Record("To be", None, "a")])
    fit(TEXTS, params("word", unknown="unk")).save("tokenizer.json")
    section = "encode: {document: source, mark_ends: true}"
    message = refused(stages.encode.main, section, "splits", "tokenizer.json")
    assert message.endswith("set task.tokenize.unknown to spell")


def test_text_shorter_than_a_window() -> None:
    Path("ids").mkdir()
    for name in SPLITS:
        writer = TokenWriter(Path("ids") / name, 10, labelled=False)
        writer.append([1, 2, 3], 3, None)
        writer.close()
    message = refused(stages.window.main, "window: {length: 3, stride: 3}", "ids")
    assert message.startswith("train has no document longer than task.window.length = 3 tokens")


@pytest.mark.parametrize("pattern", ["(", "[a", "*"])
def test_a_pattern_that_is_none(pattern: str) -> None:
    changes: dict[str, Any] = {"pattern": pattern}
    with pytest.raises(ValueError, match="no regular expression"):
        params("bpe", **changes)
