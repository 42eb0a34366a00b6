"""What `textrnn use` refuses."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.use_command import mistake, use, write_documents, write_files
from textrnn.ingest import throughput
from textrnn.ingest.profile import profile_part
from textrnn.params.editing import set_params

pytestmark = pytest.mark.usefixtures("project")


@pytest.mark.parametrize("words", [["data/a.csv"], ["data/b.csv", "--test", "data/a.csv"]])
def test_data_that_changes_while_it_is_read_is_refused(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "text,label\n" + "a b,x\nb a,y\n" * 9
    write_files({"data/a.csv": rows, "data/b.csv": rows})
    params = Path("params.yaml").read_bytes()
    profile = profile_part

    def profile_and_change(path: Path, *more: Any, **named: Any) -> Any:
        profiled = profile(path, *more, **named)
        if path.name == "a.csv":
            path.write_text(rows + "c,x\n")
        return profiled

    monkeypatch.setattr("textrnn.ingest.plan.profile_part", profile_and_change)
    assert "data/a.csv changed while it was read: run it again when nothing else writes there" in mistake(*words)
    assert Path("params.yaml").read_bytes() == params


@pytest.mark.parametrize("words", [["data/f", "--test", "data/f/y/1.txt"], ["data/f/x", "--test", "data/f"]])
def test_a_test_set_within_the_text_is_refused(words: list[str]) -> None:
    write_files({f"data/f/{part}/{n}.txt": "text " * 100 for part in "xy" for n in "123"})
    assert "one lies in the other: move what is the test set out of it" in mistake(*words)


@pytest.mark.parametrize(
    ("files", "words", "message"),
    [
        ({}, ["data/a.csv"], "data/a.csv is not there; textrnn use PATH names another one"),
        ({"a.txt": "a"}, ["a.txt", "--test", "b.txt"], "b.txt is not there; --test names another one"),
        (
            {"a.csv": "text,label\na,x\nb,x\nc,y\nd,y\n", "b.csv": "Text,Label\na,x\n"},
            ["a.csv", "--test", "b.csv"],
            "line 2 has no column 'text'; there are: 'Text', 'Label'; name them alike in all files, a test set's",
        ),
        (
            {"a.csv": "text,n\n" + "".join(f"word {n},{n}\n" for n in range(9))},
            ["a.csv", "--label-column", "n"],
            "a.csv, column 'n' has 9 classes, 9 of them with one document: if it is not the column of labels",
        ),
        ({"data/a.csv": ""}, ["data/a.csv"], "data/a.csv is empty"),
        ({"data/a.csv": "text,label\n"}, ["data/a.csv"], "data/a.csv has no rows"),
        ({"data/a.csv": "text,label\n"}, ["data/a.csv", "--text-column", "text"], "data/a.csv has no rows"),
        ({"data/a.csv": "text,label\n,\n"}, ["data/a.csv"], "data/a.csv has no values"),
        ({"data/a.csv": "text,label\na,x\nb,x\n"}, ["data/a.csv"], "has one class alone, 'x'; a classifier needs two"),
        (
            {"data/a.csv": "text,label\na,x\nb,x\nc,y\n"},
            ["data/a.csv"],
            "one document only of 1 class(es), such as 'y'",
        ),
        (
            {"data/a.csv": "text,label\n" + "a,x\nb,y\n" * 9},
            ["data/a.csv"],
            "data/a.csv has 2 different texts in 2 classes: each class needs one to learn from",
        ),
        (
            {"data/a.csv": f"text,label\na,x\nb,{'y' * 1001}\n"},
            ["data/a.csv"],
            "data/a.csv, line 3 has the label 'yyy",
        ),
        (
            {"data/a.csv": "text,n\na,1\n"},
            ["data/a.csv", "--text-column", "b"],
            "no column 'b'; there are: 'text', 'n'",
        ),
        (
            {"data/a.csv": "text,n\na,1\n"},
            ["data/a.csv", "--task", "classification"],
            "none of the columns 'n' looks like labels: --label-column NAME takes one of them",
        ),
        ({"data/a.csv": "text\na\n"}, ["data/a.csv"], "has 3 characters, too few to learn from"),
        (
            {"data/a.csv": "text,label\na,x\nb,y\n"},
            ["data/a.csv", "--task", "generation", "--label-column", "label"],
            "running text has no labels",
        ),
        ({"data/a.txt": "a"}, ["data/a.txt", "--task", "classification"], "data/a.txt has no labels"),
        ({"data/a.txt": "a"}, ["data/a.txt", "--text-column", "text"], "data/a.txt has no columns"),
        ({"data/a.txt": " "}, ["data/a.txt"], "data/a.txt has 0 characters, too few"),
        ({"data/a.txt": "\n" * 900}, ["data/a.txt"], "data/a.txt has 0 characters, too few"),
        (
            {"data/a.csv": "note,body of text,label\n,some,a\nvery long note,some,a\n,some,a\n,more,a\n"},
            ["data/a.csv"],
            "data/a.csv, column 'label', has one class alone, 'a'",
        ),
        ({"data/a.txt": ""}, ["data/a.txt"], "data/a.txt has no text"),
        ({"data/a.pdf": "a"}, ["data/a.pdf"], "data/a.pdf is neither text"),
        ({"data/f/a.pdf": "a"}, ["data/f"], "data/f has no files of text"),
        ({"data/f/a.txt": "a"}, ["data/f", "--label-column", "label"], "data/f has no columns"),
        ({"data/f/README": "a", "data/f/x/1": "b"}, ["data/f", "--task", "classification"], "lies beside the folders"),
        ({"data/a.csv/b.md": "a"}, ["data/a.csv"], "data/a.csv has 1 characters"),
        ({"data/a.parquet.gz": "a"}, ["data/a.parquet.gz"], "data/a.parquet.gz cannot be read as a stream"),
        (
            {"data/a.csv": "text,label\na,x\nb,y\n"},
            ["data/a.csv", "--text-column", "label", "--label-column", "label"],
            "the column 'label' cannot be both the text and its label",
        ),
        (
            {"data/a.csv": "text,label\na,x\nb,y\n"},
            ["data/a.csv", "--test", "data/../data/a.csv"],
            "data/../data/a.csv is what is learned from, and cannot be the test set as well",
        ),
        (
            {"data/a.csv": "text,label\na,caf\u00e9\nb,cafe\u0301\n"},
            ["data/a.csv"],
            "line 3 has the label 'cafe\u0301', and data/a.csv, line 2 'caf\u00e9': write both the same",
        ),
        (
            {"data/a.csv": "text,label\n,xy\n"},
            ["data/a.csv"],
            "column 'label', read as running text, has 4 characters, too few to learn from",
        ),
        ({"data/f/a.txt": "é", "data/f/b.txt": "b"}, ["data/f", "--test", "data/g"], "data/g is not there"),
    ],
)
def test_a_mistake_is_one_message_and_changes_nothing(files: dict[str, str], words: list[str], message: str) -> None:
    write_files(files)
    before = Path("params.yaml").read_bytes()
    refusal = mistake(*words)
    assert message in refusal
    assert "\n" not in refusal
    assert Path("params.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("params", "message"),
    [
        (None, "there is no params.yaml here"),
        ("", "params.yaml, line 1: there is no section classification.train"),
        ("- a\n", "params.yaml, line 1: there is no section classification.train"),
        ("classification:\n", "params.yaml, line 1: there is no section classification.train"),
        ("classification: {train: 1}\n", "classification.train is 1; it should be a section with"),
        (
            "classification: {train: {layers: 1}}\n",
            "train.hidden_size is missing (units of a layer, in each direction): add it",
        ),
        ("a: [\n", "params.yaml, line 2 is no YAML"),
    ],
)
def test_a_params_file_of_another_kind_is_refused(params: str | None, message: str) -> None:
    write_documents()
    Path("params.yaml").unlink()
    if params is not None:
        Path("params.yaml").write_text(params)
    assert message in mistake("data/a.csv")


@pytest.mark.parametrize(
    ("task", "values"),
    [
        ("classification", {"pooling": "nonsense"}),
        ("classification", {"layers": None}),
        ("classification", {"shards": "two"}),
        ("generation", {"residual": 7}),
    ],
)
def test_a_wrong_value_of_training_is_named(task: str, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textrnn.ingest.throughput.SECONDS", 0.01)
    for kind in ("classifier", "generator"):
        name = f"{kind}_tokens_per_second"
        monkeypatch.setattr(f"textrnn.ingest.proposal_{kind}.{name}", getattr(throughput, name))
    write_documents()
    assert use("data/a.csv", "--task", task, "--dry-run")["task"] == task
    set_params(Path("params.yaml"), {f"{task}.train.{name}": value for name, value in values.items()})
    (name,) = values
    assert re.search(rf"params\.yaml, line \d+: {task}\.train\.{name} is ", mistake("data/a.csv", "--task", task))


def test_the_command_ends_with_2_and_one_line(project: Path) -> None:
    command = [sys.executable, "-c", "from textrnn.cli.app import main; main()", "use", "data/none.csv"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "textrnn: data/none.csv is not there; textrnn use PATH names another one\n"
    assert not done.stdout
