"""`textrnn classify`: every input and output, held against the classifier itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Run, refused
from tests.cli.tables import delimited, json_lines, read, write
from tests.test_classifier import LABELS, write_classifier
from textrnn.classifier import Classifier

TEXTS = ["To be, or not", "", 'that is "it",\tfirst\nsecond; 日本 🎭', "be", "x" * 200]

ADDED = ["predicted", "probability", "known_characters", *(f"p({label})" for label in LABELS)]


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
        assert float(row["known_characters"]) == pytest.approx(prediction.known, abs=1e-6)


@pytest.mark.parametrize("target", ["out.csv", "out.tsv", "out.jsonl", "new/out.parquet", "OUT.CSV"])
@pytest.mark.parametrize("source", ["in.csv", "in.tsv", "in.jsonl", "in.parquet", "in.csv.gz", "in.jsonl.zip"])
def test_rows_are_labelled_in_their_order(classify: Run, classifier: Path, source: str, target: str) -> None:
    columns: dict[str, list[Any]] = {"number": list(range(5)), "text": TEXTS, "é": ["a,b", "ü", "", '"', "日"]}
    write(source, columns)
    status, out, _ = classify("--input", source, "--output", target)
    assert (status, out) == (0, f"{target} has 5 texts with labels\n")
    check(read(target), columns, "text", classifier)
    assert not list(Path().rglob(".*.part"))


@pytest.mark.parametrize(("columns", "words"), [(["body"], []), (["text", "body"], ["--text-column", "body"])])
def test_the_text_may_have_another_name(classify: Run, classifier: Path, columns: list[str], words: list[str]) -> None:
    table: dict[str, list[Any]] = {name: ["y"] * 5 for name in columns} | {"body": TEXTS}
    write("in.csv", table)
    assert classify("--input", "in.csv", "--output", "out.jsonl", *words)[0] == 0
    check(read("out.jsonl"), table, "body", classifier)


@pytest.mark.parametrize("name", ["Review", "long"])
def test_a_column_that_looks_like_text_is_taken_and_named(classify: Run, classifier: Path, name: str) -> None:
    table: dict[str, list[Any]] = {"kind": ["a"] * 5, name: TEXTS}
    write("in.csv", table)
    status, _, message = classify("--input", "in.csv", "--output", "out.csv")
    assert (status, message.splitlines()[0]) == (
        0,
        f"textrnn: the texts are taken from column {name!r}; --text-column names another one",
    )
    check(read("out.csv"), table, name, classifier)
    message = refused(classify("--input", "-", "--format", "csv", stdin="kind,body\na,b\n"))
    assert "standard input has no column 'text'; there are: 'kind', 'body'; name one with --text-column" in message


def test_more_texts_than_are_read_at_once(classify: Run, classifier: Path) -> None:
    table: dict[str, list[Any]] = {"text": [f"be {number} " * (number % 7) for number in range(2100)]}
    write("in.jsonl", table)
    for target in ("out.parquet", "out.csv"):
        assert classify("--input", "in.jsonl", "--output", target)[0] == 0
        rows = read(target)
        assert [row["text"] for row in rows] == table["text"]
        check(rows[::300], {"text": table["text"][::300]}, "text", classifier)


def test_lines_and_folders_of_texts(classify: Run, classifier: Path) -> None:
    Path("in.txt").write_text("be\n\nor not\r\n日", encoding="utf-8")
    assert classify("--input", "in.txt", "--output", "out.csv")[0] == 0
    check(read("out.csv"), {"text": ["be", "", "or not", "日"]}, "text", classifier)
    for name, text in {
        "in/b.txt": "be\n",
        "in/a/x.md": "or\nnot",
        "in/.hidden.txt": "no",
        "in/table.csv": "no",
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    assert classify("--input", "in", "--output", "out.csv")[0] == 0
    check(read("out.csv"), {"file": ["a/x.md", "b.txt"], "text": ["or\nnot", "be\n"]}, "text", classifier)
    lines = [line.split("\t")[2:] for line in classify("--input", "in")[1].splitlines()]
    assert lines == [["a/x.md", "or not"], ["b.txt", "be"]]
    assert [json.loads(line)["file"] for line in classify("--input", "in", "--json")[1].splitlines()] == [
        "a/x.md",
        "b.txt",
    ]


@pytest.mark.parametrize("kind", ["txt", "csv", "tsv", "jsonl"])
def test_standard_input(classify: Run, classifier: Path, kind: str) -> None:
    columns: dict[str, list[Any]] = {"text": ["be", "or not", "日"]}
    made = {"csv": delimited(",", columns), "tsv": delimited("\t", columns), "jsonl": json_lines(columns)}
    text = made.get(kind, "be\nor not\n日\n")
    assert classify("--input", "-", "--format", kind, "--output", "out.tsv", stdin=text)[0] == 0
    check(read("out.tsv"), columns, "text", classifier)
    status, out, _ = classify("--input", "-", "--format", kind, stdin=text)
    assert status == 0
    assert [line.split("\t")[2] for line in out.splitlines()] == columns["text"]


def test_texts_on_the_command_line(classify: Run, classifier: Path) -> None:
    expected = Classifier.load(classifier).predict(TEXTS)
    status, out, _ = classify("--json", "--", *TEXTS)
    assert status == 0
    for line, text, prediction in zip(out.splitlines(), TEXTS, expected, strict=True):
        shown = json.loads(line)
        assert (shown["text"], shown["label"]) == (text, prediction.label)
        assert shown["probability"] == shown["probabilities"][prediction.label]
        assert shown["probabilities"] == pytest.approx(prediction.probabilities, abs=2e-6)
        assert shown["known_characters"] == pytest.approx(prediction.known, abs=1e-6)
    status, out, _ = classify("--", *TEXTS)
    lines = [line.split("\t") for line in out.splitlines()]
    assert [label for label, _, _ in lines] == [prediction.label.replace("\x1b", "␛") for prediction in expected]
    assert [chance for _, chance, _ in lines] == [f"{prediction.probability:.1%}" for prediction in expected]
    assert [text for _, _, text in lines] == [TEXTS[0], "", 'that is "it", first second; 日本 🎭', "be", "x" * 79 + "…"]


def test_the_name_of_a_file_is_a_text_and_that_is_said(classify: Run) -> None:
    Path("a.csv").write_text("text\nto be\n", encoding="utf-8")
    status, out, message = classify("a.csv", "be" * 5000)
    assert (status, len(out.splitlines())) == (0, 2)
    assert message == "textrnn: 'a.csv' is taken as a text; --input a.csv would read what is there\n"
    Path("a \x1b[31m").mkdir()
    assert "--input 'a ␛[31m' would" in classify("a \x1b[31m")[2]
    assert classify("--input", "a.csv")[2] == ""
    assert (
        classify("b.csv")[2]
        == "textrnn: 'b.csv' is taken as a text: there is no such file, and --input would read one\n"
    )
    assert classify("b.ndjson")[2].startswith("textrnn: 'b.ndjson' is taken as a text: there is no such file")
    assert classify("be o.csv", "to")[2] == ""


def test_texts_with_nothing_in_them_are_counted(classify: Run) -> None:
    write("in.csv", {"text": ["be", " ", "", "or"]})
    note = "textrnn: 2 of 4 texts have nothing in them: their labels mean nothing\n"
    assert classify("--input", "in.csv", "--output", "out.csv")[2] == note
    assert classify("be", "")[2] == "textrnn: 1 of 2 texts has nothing in it: its label means nothing\n"
    assert classify("")[2] == "textrnn: the text has nothing in it: its label means nothing\n"


def test_texts_that_the_model_hardly_knows_are_counted(classify: Run) -> None:
    note = "textrnn: in {} of 4 texts the model knows fewer than half of the characters, as in {}: {} may mean "
    note += "little (known_characters in --json and --output has the share of each)\n"
    texts = ["be", "日本 \x1b[31m" + 40 * "語", "to be 日", "or not"]
    expected = note.format(1, f"'日本 ␛[31m{31 * '語'}…'", "its label")
    for words in ([], ["--json"], ["--output", "out.csv"]):
        assert classify(*texts, *words)[2] == expected
    write("in.csv", {"text": ["本", "日", "語", "o語日"]})
    for words in ([], ["--json"], ["--output", "out.csv"]):
        assert classify("--input", "in.csv", *words)[2] == note.format(4, "'本', '日', '語'", "their labels")
    write("in.csv", {"text": ["日"]})
    one = "textrnn: the model knows none of the characters of the text: its label means nothing\n"
    for words in (["日"], ["--input", "in.csv"], ["--input", "in.csv", "--output", "out.csv"]):
        assert classify(*words)[2] == one
    assert classify("日be語")[2] == ""
    assert classify("日本b")[2] == one.replace("none", "fewer than half").replace("means nothing", "may mean little")


def test_a_text_gives_no_orders_to_a_terminal(classify: Run) -> None:
    _, out, _ = classify("a\x1b[31mb\x07\x9b\u202e\r\nc")
    assert out.rstrip("\n").endswith("a␛[31mb␇��␍ c")
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(out)


def test_json_says_what_was_written(classify: Run) -> None:
    assert json.loads(classify("be", "or", "--output", "out.csv", "--json")[1]) == {"output": "out.csv", "texts": 2}


@pytest.mark.parametrize("target", ["out.csv", "out.tsv"])
def test_a_line_end_within_a_text_stays_in_its_row(classify: Run, classifier: Path, target: str) -> None:
    table: dict[str, list[Any]] = {"text": ["be\ror", "be\r\nor", "be\nor", "\r"], "n": [1, 2, 3, 4]}
    write("in.jsonl", table)
    assert classify("--input", "in.jsonl", "--output", target)[0] == 0
    check(read(target), table, "text", classifier)
    assert classify("--input", target, "--output", "out.jsonl", "--text-column", "text")[0] == 2  # predicted is there.


def test_progress_stays_out_of_json(classify: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textrnn.report.progress.SECONDS", 0.0)
    write("in.jsonl", {"text": ["be"] * 5})
    _, out, message = classify("--input", "in.jsonl", "--output", "out.csv", "--json")
    assert json.loads(out) == {"output": "out.csv", "texts": 5}
    assert "classify: 5 of 5 texts" in message


def test_a_folder_may_have_files_of_several_encodings(classify: Run, classifier: Path) -> None:
    Path("mails").mkdir()
    Path("mails/a.txt").write_bytes("Grüße aus Köln".encode())
    Path("mails/b.txt").write_bytes("un café très fermé".encode("cp1252"))
    assert classify("--input", "mails", "--output", "out.csv")[0] == 0
    assert [row["text"] for row in read("out.csv")] == ["Grüße aus Köln", "un café très fermé"]
    assert classify("--input", "mails", "--output", "out.csv", "--encoding", "cp1252")[0] == 0
    assert read("out.csv")[0]["text"] == "GrÃ¼ÃŸe aus KÃ¶ln"


def test_a_table_may_have_no_header_and_quotes_that_are_text(classify: Run, classifier: Path) -> None:
    texts = ['"To be', "or not", 'a 5" pipe']
    Path("in.tsv").write_text("".join(f"{number}\t{text}\n" for number, text in enumerate(texts)))
    words = ("--no-header", "--quoting", "none")
    assert classify("--input", "in.tsv", "--output", "out.csv", *words)[0] == 0
    check(read("out.csv"), {"column 1": [0, 1, 2], "column 2": texts}, "column 2", classifier)
    assert classify("--input", "in.tsv", "--output", "out.csv")[0] == 2


@pytest.fixture
def cautious(tmp_path: Path) -> Path:
    """A model that abstains on some of the texts."""
    model = write_classifier(tmp_path)
    chances = sorted(prediction.probability for prediction in Classifier.load(model).predict(TEXTS))
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    rule = {"min_accuracy": 0.9, "threshold": (chances[1] + chances[2]) / 2, "answered": 0.5, "accuracy": 1.0}
    (model / "config.json").write_text(json.dumps(config | {"abstention": rule}), encoding="utf-8")
    return model


def test_no_label_is_given_where_the_model_abstains(run: Run, cautious: Path) -> None:
    classifier = Classifier.load(cautious)
    expected = classifier.predict(TEXTS)
    assert sum(prediction.abstains for prediction in expected) == 2
    words = ["classify", "--model", cautious]
    for line, prediction in zip(run(*words, "--abstain", "--", *TEXTS)[1].splitlines(), expected, strict=True):
        label = "-" if prediction.abstains else prediction.label.replace("\x1b", "␛")
        assert line.split("\t")[:2] == [label, f"{prediction.probability:.1%}"]
    for line, prediction in zip(
        run(*words, "--abstain", "--json", "--", *TEXTS)[1].splitlines(), expected, strict=True
    ):
        shown = json.loads(line)
        assert shown["label"] == (None if prediction.abstains else prediction.label)
        assert shown["probability"] == pytest.approx(prediction.probability, abs=2e-6)
        assert len(shown["probabilities"]) == len(LABELS)
    for line, prediction in zip(run(*words, "--", *TEXTS)[1].splitlines(), expected, strict=True):
        assert line.split("\t")[0] == prediction.label.replace("\x1b", "␛")


@pytest.mark.parametrize("more", [[], ["--top", "2"]])
@pytest.mark.parametrize(("target", "nothing"), [("out.csv", ""), ("out.jsonl", "None"), ("out.parquet", "None")])
def test_tables_have_an_empty_cell_there(run: Run, cautious: Path, target: str, nothing: str, more: list[str]) -> None:
    write("in.csv", {"text": TEXTS})
    words = ["classify", "--model", cautious, "--input", "in.csv", "--output", target, "--abstain", *more]
    assert run(*words)[0] == 0
    for row, prediction in zip(read(target), Classifier.load(cautious).predict(TEXTS), strict=True):
        assert row["predicted"] == (nothing if prediction.abstains else prediction.label)
        assert float(row["probability"]) == pytest.approx(prediction.probability, abs=2e-6)


def test_a_model_without_a_threshold_cannot_abstain(classify: Run) -> None:
    message = refused(classify("--abstain", "be"))
    assert "cannot abstain, as it has no threshold: classification.publish.min_accuracy" in message
