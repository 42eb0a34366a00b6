"""What `textrnn classify` refuses."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import Run, refused
from tests.cli.tables import read
from tests.test_classifier import LABELS
from textrnn.classifier import Classifier, Prediction

REFUSED: list[tuple[list[str], str]] = [
    ([], "name texts, or a file of them with --input"),
    (["be", "--input", "in.csv"], "name texts, or a file of them with --input"),
    (["--input", "nothing.csv"], "nothing.csv is not there"),
    (["--input", "in.xlsx"], "in.xlsx should end in .csv, "),
    (["--input", "empty.txt"], "empty.txt has no text"),
    (["--input", "empty.csv"], "empty.csv is empty; its first line should name the columns"),
    (["--input", "empty.jsonl"], "empty.jsonl is empty"),
    (["--input", "header.csv"], "header.csv has no text"),
    (["--input", "folder"], "folder has no files of text"),
    (["--input", "-"], "standard input has no text"),
    (["--input", "two.csv", "--text-column", "c"], "has no column 'c'; there are: 'a', 'b'"),
    (["--input", "ragged.csv"], "ragged.csv, line 3 has 2 values for 1 columns"),
    (["--input", "predicted.csv"], "the input has a column 'predicted', which predictions would have: rename it"),
    (["--input", "later.jsonl"], "the input has a column 'p(metal)', which predictions would have: rename it"),
    (["--input", "half.jsonl"], "contains a lone surrogate"),
    (["--input", "list.jsonl"], "list.jsonl, line 2: text is list, not text"),
    (["a\udcff"], "contains a lone surrogate"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED, ids=[" ".join(map(ascii, words)) for words, _ in REFUSED])
@pytest.mark.parametrize("target", ["out.csv", "out.jsonl", "out.parquet"])
def test_what_cannot_be_read_is_refused(classify: Run, words: list[str], message: str, target: str) -> None:
    files = {
        "in.csv": "text\nbe\n",
        "in.xlsx": "be\n",
        "empty.txt": "",
        "empty.csv": "",
        "empty.jsonl": "",
        "header.csv": "text\n",
        "two.csv": "a,b\n1,2\n",
        "ragged.csv": "text\nbe\na,b\n",
        "predicted.csv": "text,predicted\nbe,x\n",
        "later.jsonl": '{"text": "be"}\n{"text": "be", "p(metal)": 1}\n',
        "half.jsonl": '{"text": "be", "x": "\\ud800"}\n',
        "list.jsonl": '{"text": "be"}\n{"text": ["be"]}\n',
    }
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")
    Path("folder").mkdir()
    Path(target).write_text("before", encoding="utf-8")
    assert message in refused(classify(*words, "--output", target))
    assert Path(target).read_text(encoding="utf-8") == "before"
    assert not list(Path().rglob(".*.part"))


@pytest.mark.parametrize("target", ["out.txt", "out", "folder", ".csv"])
def test_an_output_of_another_kind_is_refused(classify: Run, target: str) -> None:
    Path("folder.csv").mkdir()
    assert "'folder.csv' names no file to write: there is a folder" in refused(classify("be", "--output", "folder.csv"))
    assert f"{target} should be a file that ends in .csv, .tsv, .jsonl, .parquet" in refused(
        classify("be", "--output", target)
    )
    assert Path("folder.csv").is_dir()


def test_an_output_that_cannot_be_written_is_refused(classify: Run) -> None:
    Path("file").write_text("", encoding="utf-8")
    assert "file" in refused(classify("be", "--output", "file/out.csv"))


@pytest.mark.parametrize("target", ["out.csv", "out.parquet"])
def test_a_later_row_may_not_have_more_columns_in_a_table(classify: Run, target: str) -> None:
    Path("in.jsonl").write_text('{"text": "be"}\n{"text": "or", "more": 1}\n', encoding="utf-8")
    assert "a row has 'more', which the first has not: write .jsonl" in refused(
        classify("--input", "in.jsonl", "--output", target)
    )
    assert classify("--input", "in.jsonl", "--output", "out.jsonl")[0] == 0
    assert [row.get("more") for row in read("out.jsonl")] == [None, "1"]


def test_values_of_several_types_are_refused_in_parquet(classify: Run) -> None:
    Path("in.jsonl").write_text('{"text": "be", "x": 1}\n{"text": "or", "x": "y"}\n', encoding="utf-8")
    message = refused(classify("--input", "in.jsonl", "--output", "out.parquet"))
    assert "out.parquet cannot hold the values of a column" in message
    assert not list(Path().glob("*out.parquet*"))


@pytest.mark.parametrize(
    ("first", "last"), [(1, 2.75), ({"a": 1}, {"b": 1}), ([1], ["x"]), (2**63, 2**64), ({}, {}), ("x", 1)], ids=str
)
def test_values_that_parquet_would_change_are_refused(classify: Run, first: object, last: object) -> None:
    rows = [{"text": "be", "x": first}] * 1024 + [
        {"text": "or", "x": last}
    ]  # As many as are written together, and one.
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert ": .jsonl can" in refused(classify("--input", "in.jsonl", "--output", "out.parquet"))
    assert classify("--input", "in.jsonl", "--output", "out.jsonl")[0] == 0
    assert [json.loads(line)["x"] for line in Path("out.jsonl").read_text().splitlines()] == [row["x"] for row in rows]


def test_no_model_is_refused(classify: Run) -> None:
    assert "nothing is not there: in the project's folder, dvc repro makes it" in refused(
        classify("be", "--model", "nothing")
    )


@pytest.mark.parametrize("target", ["out.csv", "out.jsonl", "out.parquet"])
@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt, 130), (MemoryError, 2), (OSError(28, "full"), 2)])
def test_nothing_is_left_half_written(
    classify: Run, monkeypatch: pytest.MonkeyPatch, target: str, error: BaseException, status: int
) -> None:
    def fails(self: Classifier, texts: Iterator[str]) -> Iterator[Prediction]:
        yield self.predict([next(texts)])[0]
        raise error

    monkeypatch.setattr(Classifier, "predict_each", fails)
    Path(target).write_text("before", encoding="utf-8")
    monkeypatch.setattr(
        Classifier, "predict", lambda *_: [Prediction("x", 1.0, dict.fromkeys(LABELS, 1 / 3), 1.0, "characters")]
    )
    assert classify("be", "or", "--output", target)[:2] == (status, "")
    assert Path(target).read_text(encoding="utf-8") == "before"
    assert not list(Path().rglob(".*.part"))
