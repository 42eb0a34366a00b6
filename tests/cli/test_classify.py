"""`textrnn classify`: every input and output, held against the classifier itself; what it refuses."""

import csv
import gzip
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from tests.test_classifier import LABELS, write_classifier
from textrnn.classifier import Classifier, Prediction
from textrnn.cli.app import main

TEXTS = ["To be, or not", "", 'that is "it",\tfirst\nsecond; 日本 🎭', "be", "x" * 200]
ADDED = ["predicted", "probability", *(f"p({label})" for label in LABELS)]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("model"))


@pytest.fixture
def run(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The exit status, output and error output of `textrnn classify`, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def classify(*words: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        monkeypatch.setattr(sys, "argv", ["textrnn", "classify", "--model", str(model), *words])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        return int(ended.value.code or 0), output.out, output.err

    return classify


def refused(ended: tuple[int, str, str]) -> str:
    status, out, message = ended
    assert status == 2
    assert out == ""
    return message


def delimited(delimiter: str, columns: dict[str, list[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([list(columns), *zip(*columns.values(), strict=True)])
    return text.getvalue()


def json_lines(columns: dict[str, list[Any]]) -> str:
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return "".join(json.dumps(row) + "\n" for row in rows)


def write(name: str, columns: dict[str, list[Any]]) -> None:
    """A table, compressed as its name says."""
    kind = name.split(".")[1]
    if kind == "parquet":
        parquet.write_table(pyarrow.table(columns), name)
        return
    text = json_lines(columns) if kind == "jsonl" else delimited({"csv": ",", "tsv": "\t"}[kind], columns)
    if name.endswith(".zip"):
        with zipfile.ZipFile(name, "w") as archive:
            archive.writestr(f"x.{kind}", text)
    else:
        Path(name).write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())


def read(name: str) -> list[dict[str, str]]:
    """The rows of a table, their values as text."""
    path = Path(name)
    rows: list[dict[str, Any]]
    if path.suffix == ".parquet":
        rows = parquet.read_table(path).to_pylist()
    elif path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))
    return [{name: str(value) for name, value in row.items()} for row in rows]


def check(rows: list[dict[str, str]], columns: dict[str, list[Any]], text: str, model: Path) -> None:
    """The rows are those of the input, in its order, with what the classifier says of each text alone."""
    classifier = Classifier.load(model)
    assert len(rows) == len(columns[text])
    for number, row in enumerate(rows):
        assert list(row) == [*columns, *ADDED]
        assert {name: row[name] for name in columns} == {name: str(columns[name][number]) for name in columns}
        (prediction,) = classifier.predict([columns[text][number]])
        assert row["predicted"] == prediction.label
        chances = {label: float(row[f"p({label})"]) for label in LABELS}
        assert chances == pytest.approx(prediction.probabilities, abs=2e-6)
        assert float(row["probability"]) == chances[prediction.label]


@pytest.mark.parametrize("target", ["out.csv", "out.tsv", "out.jsonl", "new/out.parquet", "OUT.CSV"])
@pytest.mark.parametrize("source", ["in.csv", "in.tsv", "in.jsonl", "in.parquet", "in.csv.gz", "in.jsonl.zip"])
def test_rows_are_labelled_in_their_order(run: Run, model: Path, source: str, target: str) -> None:
    columns: dict[str, list[Any]] = {"number": list(range(5)), "text": TEXTS, "é": ["a,b", "ü", "", '"', "日"]}
    write(source, columns)
    status, out, _ = run("--input", source, "--output", target)
    assert (status, out) == (0, f"{target} has 5 texts with labels\n")
    check(read(target), columns, "text", model)
    assert not list(Path().rglob(".*.part"))


@pytest.mark.parametrize(("columns", "words"), [(["body"], []), (["text", "body"], ["--text-column", "body"])])
def test_the_text_may_have_another_name(run: Run, model: Path, columns: list[str], words: list[str]) -> None:
    table: dict[str, list[Any]] = {name: ["y"] * 5 for name in columns} | {"body": TEXTS}
    write("in.csv", table)
    assert run("--input", "in.csv", "--output", "out.jsonl", *words)[0] == 0
    check(read("out.jsonl"), table, "body", model)


@pytest.mark.parametrize("name", ["Review", "long"])
def test_a_column_that_looks_like_text_is_taken_and_named(run: Run, model: Path, name: str) -> None:
    table: dict[str, list[Any]] = {"kind": ["a"] * 5, name: TEXTS}
    write("in.csv", table)
    status, _, message = run("--input", "in.csv", "--output", "out.csv")
    assert (status, message.splitlines()[0]) == (
        0,
        f"textrnn: the texts are taken from column {name!r}; --text-column names another one",
    )
    check(read("out.csv"), table, name, model)
    message = refused(run("--input", "-", "--format", "csv", stdin="kind,body\na,b\n"))
    assert "standard input has no column 'text'; there are: 'kind', 'body'; name one with --text-column" in message


def test_more_texts_than_are_read_at_once(run: Run, model: Path) -> None:
    table: dict[str, list[Any]] = {"text": [f"be {number} " * (number % 7) for number in range(2100)]}
    write("in.jsonl", table)
    for target in ("out.parquet", "out.csv"):
        assert run("--input", "in.jsonl", "--output", target)[0] == 0
        rows = read(target)
        assert [row["text"] for row in rows] == table["text"]
        check(rows[::300], {"text": table["text"][::300]}, "text", model)


def test_lines_and_folders_of_texts(run: Run, model: Path) -> None:
    Path("in.txt").write_text("be\n\nor not\r\n日", encoding="utf-8")
    assert run("--input", "in.txt", "--output", "out.csv")[0] == 0
    check(read("out.csv"), {"text": ["be", "", "or not", "日"]}, "text", model)
    for name, text in {
        "in/b.txt": "be\n",
        "in/a/x.md": "or\nnot",
        "in/.hidden.txt": "no",
        "in/table.csv": "no",
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    assert run("--input", "in", "--output", "out.csv")[0] == 0
    check(read("out.csv"), {"file": ["a/x.md", "b.txt"], "text": ["or\nnot", "be\n"]}, "text", model)
    lines = [line.split("\t")[2:] for line in run("--input", "in")[1].splitlines()]
    assert lines == [["a/x.md", "or not"], ["b.txt", "be"]]
    assert [json.loads(line)["file"] for line in run("--input", "in", "--json")[1].splitlines()] == ["a/x.md", "b.txt"]


@pytest.mark.parametrize("kind", ["txt", "csv", "tsv", "jsonl"])
def test_standard_input(run: Run, model: Path, kind: str) -> None:
    columns: dict[str, list[Any]] = {"text": ["be", "or not", "日"]}
    made = {"csv": delimited(",", columns), "tsv": delimited("\t", columns), "jsonl": json_lines(columns)}
    text = made.get(kind, "be\nor not\n日\n")
    assert run("--input", "-", "--format", kind, "--output", "out.tsv", stdin=text)[0] == 0
    check(read("out.tsv"), columns, "text", model)
    status, out, _ = run("--input", "-", "--format", kind, stdin=text)
    assert status == 0
    assert [line.split("\t")[2] for line in out.splitlines()] == columns["text"]


def test_texts_on_the_command_line(run: Run, model: Path) -> None:
    expected = Classifier.load(model).predict(TEXTS)
    status, out, _ = run("--json", "--", *TEXTS)
    assert status == 0
    for line, text, prediction in zip(out.splitlines(), TEXTS, expected, strict=True):
        shown = json.loads(line)
        assert (shown["text"], shown["label"]) == (text, prediction.label)
        assert shown["probability"] == shown["probabilities"][prediction.label]
        assert shown["probabilities"] == pytest.approx(prediction.probabilities, abs=2e-6)
    status, out, _ = run("--", *TEXTS)
    lines = [line.split("\t") for line in out.splitlines()]
    assert [label for label, _, _ in lines] == [prediction.label.replace("\x1b", "␛") for prediction in expected]
    assert [chance for _, chance, _ in lines] == [f"{prediction.probability:.1%}" for prediction in expected]
    assert [text for _, _, text in lines] == [TEXTS[0], "", 'that is "it", first second; 日本 🎭', "be", "x" * 79 + "…"]


def test_the_name_of_a_file_is_a_text_and_that_is_said(run: Run) -> None:
    Path("a.csv").write_text("text\nto be\n", encoding="utf-8")
    status, out, message = run("a.csv", "x" * 5000)
    assert (status, len(out.splitlines())) == (0, 2)
    assert message == "textrnn: 'a.csv' is taken as a text; --input a.csv would read what is there\n"
    Path("a \x1b[31m").mkdir()
    assert "--input 'a ␛[31m' would" in run("a \x1b[31m")[2]
    assert run("--input", "a.csv")[2] == ""
    assert run("b.csv")[2] == "textrnn: 'b.csv' is taken as a text: there is no such file, and --input would read one\n"
    assert run("b.ndjson")[2].startswith("textrnn: 'b.ndjson' is taken as a text: there is no such file")
    assert run("b c.csv", "csv")[2] == ""


def test_texts_with_nothing_in_them_are_counted(run: Run) -> None:
    write("in.csv", {"text": ["be", " ", "", "or"]})
    note = "textrnn: 2 of 4 texts have nothing in them: their labels mean nothing\n"
    assert run("--input", "in.csv", "--output", "out.csv")[2] == note


def test_a_text_gives_no_orders_to_a_terminal(run: Run) -> None:
    _, out, _ = run("a\x1b[31mb\x07\x9b\u202e\r\nc")
    assert out.rstrip("\n").endswith("a␛[31mb␇��␍ c")
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(out)


def test_json_says_what_was_written(run: Run) -> None:
    assert json.loads(run("be", "or", "--output", "out.csv", "--json")[1]) == {"output": "out.csv", "texts": 2}


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
def test_what_cannot_be_read_is_refused(run: Run, words: list[str], message: str, target: str) -> None:
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
    assert message in refused(run(*words, "--output", target))
    assert Path(target).read_text(encoding="utf-8") == "before"
    assert not list(Path().rglob(".*.part"))


@pytest.mark.parametrize("target", ["out.txt", "out", "folder", ".csv"])
def test_an_output_of_another_kind_is_refused(run: Run, target: str) -> None:
    Path("folder.csv").mkdir()
    assert "'folder.csv' names no file to write: there is a folder" in refused(run("be", "--output", "folder.csv"))
    assert f"{target} should be a file that ends in .csv, .tsv, .jsonl, .parquet" in refused(
        run("be", "--output", target)
    )
    assert Path("folder.csv").is_dir()


def test_an_output_that_cannot_be_written_is_refused(run: Run) -> None:
    Path("file").write_text("", encoding="utf-8")
    assert "file" in refused(run("be", "--output", "file/out.csv"))


@pytest.mark.parametrize("target", ["out.csv", "out.parquet"])
def test_a_later_row_may_not_have_more_columns_in_a_table(run: Run, target: str) -> None:
    Path("in.jsonl").write_text('{"text": "be"}\n{"text": "or", "more": 1}\n', encoding="utf-8")
    assert "a row has 'more', which the first has not: write .jsonl" in refused(
        run("--input", "in.jsonl", "--output", target)
    )
    assert run("--input", "in.jsonl", "--output", "out.jsonl")[0] == 0
    assert [row.get("more") for row in read("out.jsonl")] == [None, "1"]


def test_values_of_several_types_are_refused_in_parquet(run: Run) -> None:
    Path("in.jsonl").write_text('{"text": "be", "x": 1}\n{"text": "or", "x": "y"}\n', encoding="utf-8")
    message = refused(run("--input", "in.jsonl", "--output", "out.parquet"))
    assert "out.parquet cannot hold the values of a column" in message
    assert not list(Path().glob("*out.parquet*"))


@pytest.mark.parametrize(
    ("first", "last"), [(1, 2.75), ({"a": 1}, {"b": 1}), ([1], ["x"]), (2**63, 2**64), ({}, {}), ("x", 1)], ids=str
)
def test_values_that_parquet_would_change_are_refused(run: Run, first: object, last: object) -> None:
    rows = [{"text": "be", "x": first}] * 1024 + [
        {"text": "or", "x": last}
    ]  # As many as are written together, and one.
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert ": .jsonl can" in refused(run("--input", "in.jsonl", "--output", "out.parquet"))
    assert run("--input", "in.jsonl", "--output", "out.jsonl")[0] == 0
    assert [json.loads(line)["x"] for line in Path("out.jsonl").read_text().splitlines()] == [row["x"] for row in rows]


@pytest.mark.parametrize("target", ["out.csv", "out.tsv"])
def test_a_line_end_within_a_text_stays_in_its_row(run: Run, model: Path, target: str) -> None:
    table: dict[str, list[Any]] = {"text": ["be\ror", "be\r\nor", "be\nor", "\r"], "n": [1, 2, 3, 4]}
    write("in.jsonl", table)
    assert run("--input", "in.jsonl", "--output", target)[0] == 0
    check(read(target), table, "text", model)
    assert run("--input", target, "--output", "out.jsonl", "--text-column", "text")[0] == 2  # predicted is there.


def test_progress_stays_out_of_json(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textrnn.report.progress.SECONDS", 0.0)
    write("in.jsonl", {"text": ["be"] * 5})
    _, out, message = run("--input", "in.jsonl", "--output", "out.csv", "--json")
    assert json.loads(out) == {"output": "out.csv", "texts": 5}
    assert "classify: 5 of 5 texts" in message


def test_no_model_is_refused(run: Run) -> None:
    assert "nothing is not there: in the project's folder, dvc repro makes it" in refused(
        run("be", "--model", "nothing")
    )


@pytest.mark.parametrize("target", ["out.csv", "out.jsonl", "out.parquet"])
@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt, 130), (MemoryError, 2), (OSError(28, "full"), 2)])
def test_nothing_is_left_half_written(
    run: Run, monkeypatch: pytest.MonkeyPatch, target: str, error: BaseException, status: int
) -> None:
    def fails(self: Classifier, texts: Iterator[str]) -> Iterator[Prediction]:
        yield self.predict([next(texts)])[0]
        raise error

    monkeypatch.setattr(Classifier, "predict_each", fails)
    Path(target).write_text("before", encoding="utf-8")
    monkeypatch.setattr(Classifier, "predict", lambda *_: [Prediction("x", 1.0, dict.fromkeys(LABELS, 1 / 3))])
    assert run("be", "or", "--output", target)[:2] == (status, "")
    assert Path(target).read_text(encoding="utf-8") == "before"
    assert not list(Path().rglob(".*.part"))
