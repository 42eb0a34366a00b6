"""`textrnn score` of a classifier: its scores, held against scikit-learn on what the classifier itself predicts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from tests.cli.command import Run
from tests.cli.tables import delimited, json_lines, write
from tests.test_classifier import LABELS, write_classifier
from textrnn.classifier import Classifier
from textrnn.report.intervals import wilson

TEXTS = [f"{'To be ' * (number % 5)}or not {number % 7} 日{number}" for number in range(60)]
METAL, GRAIN, ODD = LABELS
ACTUAL = [(METAL, GRAIN, GRAIN, ODD)[number % 4] for number in range(60)]
COLUMNS: dict[str, list[Any]] = {"number": list(range(60)), "text": TEXTS, "label": ACTUAL}


@pytest.fixture
def score(run: Run, classifier: Path) -> Run:
    return lambda *words, stdin="": run("score", "--model", classifier, *words, stdin=stdin)


@pytest.fixture(scope="module")
def predicted(classifier: Path) -> list[str]:
    return [one.label for one in Classifier.load(classifier).predict(TEXTS)]


def values(ended: tuple[int, str, str]) -> dict[str, Any]:
    status, out, message = ended
    assert status == 0, message
    assert out.count("\n") == 1
    found: dict[str, Any] = json.loads(out)
    return found


def refused(ended: tuple[int, str, str]) -> str:
    status, out, message = ended
    assert (status, out) == (2, "")
    assert message.count("\n") == 1
    return message


def check(found: dict[str, Any], actual: list[str], predicted: list[str]) -> None:
    """The scores are those that scikit-learn has for these labels."""
    assert found["documents"] == len(actual)
    assert found["accuracy"] == pytest.approx(accuracy_score(actual, predicted), abs=1e-6)
    occurring = sorted(set(actual))
    macro = f1_score(actual, predicted, labels=occurring, average="macro", zero_division=0)
    assert found["macro_f1"] == pytest.approx(macro, abs=1e-6)
    right = sum(map(str.__eq__, actual, predicted))
    assert found["intervals"]["accuracy"] == pytest.approx(wilson(right, len(actual)), abs=1e-6)
    low, high = found["intervals"]["macro_f1"]
    assert low <= found["macro_f1"] <= high
    labels = sorted({*actual, *predicted})
    assert set(found["classes"]) == set(labels)
    by_class = precision_recall_fscore_support(actual, predicted, labels=labels, zero_division=0)
    for label, *numbers in zip(labels, *by_class, strict=True):
        assert list(found["classes"][label].values()) == pytest.approx(numbers, abs=1e-6)
    counts = confusion_matrix(actual, predicted, labels=labels)
    for row, one in enumerate(labels):
        for column, other in enumerate(labels):
            assert found["confusions"].get(one, {}).get(other, 0) == counts[row, column]


@pytest.mark.parametrize("name", ["in.csv", "in.tsv", "in.jsonl", "in.parquet", "in.csv.gz", "in.jsonl.zip"])
def test_scores_are_those_of_scikit_learn(score: Run, predicted: list[str], name: str) -> None:
    write(name, COLUMNS)
    found = values(score(name, "--json"))
    check(found, ACTUAL, predicted)
    assert (found["text_column"], found["label_column"], found["unknown_labels"]) == ("text", "label", {})
    assert 0 < found["accuracy"] < 1  # So that there was something to compare.


def test_columns_are_guessed_or_named(score: Run, predicted: list[str]) -> None:
    other = ACTUAL[::-1]
    write("in.csv", {"Brief": TEXTS, "Thema": ACTUAL, "first": other, "words": ["x"] * 60})
    check(values(score("in.csv", "--json")), ACTUAL, predicted)
    words = ["--text-column", "Brief", "--label-column", "first"]
    check(values(score("in.csv", "--json", *words)), other, predicted)
    assert "has no column 'topic'; there are: 'Brief'" in refused(score("in.csv", "--label-column", "topic"))


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl"])
def test_standard_input_is_read_as_a_file_is(score: Run, predicted: list[str], kind: str) -> None:
    made = {"csv": delimited(",", COLUMNS), "tsv": delimited("\t", COLUMNS), "jsonl": json_lines(COLUMNS)}
    found = values(score("-", "--format", kind, "--json", stdin=made[kind]))
    check(found, ACTUAL, predicted)
    assert found["file"] == "standard input"


def test_a_folder_has_a_folder_for_each_class(score: Run, classifier: Path) -> None:
    texts = {"in/metal/a.txt": "be", "in/metal/b.txt": "or not", "in/grain/a.txt": "To be", "in/grain/.b.txt": "no"}
    for name, text in texts.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    predicted = [one.label for one in Classifier.load(classifier).predict(["To be", "be", "or not"])]
    check(values(score("in", "--json")), [GRAIN, METAL, METAL], predicted)
    Path("in/grain/broken.txt").write_bytes(b"a\0b")
    message = refused(score("in"))
    assert "broken.txt" in message
    assert "--skip-unreadable leaves such files out" in message
    found = values(score("in", "--json", "--skip-unreadable"))
    assert (found["documents"], found["files_unreadable"]) == (3, 1)


def test_how_a_table_is_written_can_be_said(score: Run, predicted: list[str]) -> None:
    lines = [f"{label}\t{text}\n" for label, text in zip(ACTUAL, TEXTS, strict=True)]
    Path("in.tsv").write_text("".join(lines), encoding="utf-16")
    words = ["--no-header", "--quoting", "none", "--encoding", "utf-16", "--label-column", "column 1"]
    check(values(score("in.tsv", "--json", *words)), ACTUAL, predicted)


def test_a_label_that_the_model_does_not_know_is_wrong_and_listed(score: Run, predicted: list[str]) -> None:
    actual = ["Grain" if number % 10 == 0 else "oil" if number % 15 == 1 else ACTUAL[number] for number in range(60)]
    write("in.csv", COLUMNS | {"label": actual})
    found = values(score("in.csv", "--json"))
    check(found, actual, predicted)
    assert found["unknown_labels"] == {
        "Grain": {"documents": 6, "looks_like": "grain"},
        "oil": {"documents": 4, "looks_like": None},
    }
    _, out, _ = score("in.csv")
    assert "10 documents have 2 labels that the model does not know, and can only be wrong:" in out
    assert "6  'Grain'  (looks like 'grain': write it so)\n" in out
    assert "4  'oil'\n" in out
    others = [number for number in range(60) if actual[number] in LABELS]
    known, given = ([labels[number] for number in others] for labels in (actual, predicted))
    accuracy, macro = accuracy_score(known, given), f1_score(known, given, labels=sorted(set(known)), average="macro")
    assert found["of_known_labels"] == pytest.approx(
        {"documents": 50, "accuracy": accuracy, "macro_f1": macro}, abs=1e-6
    )
    assert f"Without them: accuracy {100 * accuracy:.2f} %, macro-F1 {100 * macro:.2f} %, in 50 documents.\n" in out


def test_labels_of_which_the_model_knows_none_are_refused(score: Run, classifier: Path) -> None:
    write("in.csv", COLUMNS | {"label": ["oil", "gas", "Metal "] * 20})
    message = refused(score("in.csv"))
    assert message.startswith(f"textrnn: {classifier} knows no label of in.csv: it has the classes 'metal', 'grain', ")
    assert message.endswith("'Metal' should be 'metal', as the model writes it\n")
    write("in.csv", COLUMNS | {"label": ["oil", "gas"] * 30})
    assert refused(score("in.csv")).endswith("--label-column names another column, --model another model\n")


def test_documents_without_text_or_label_are_left_out_and_counted(score: Run, classifier: Path) -> None:
    texts, labels = ["be", " ", "or not", "To be", "be"], [METAL, METAL, " ", GRAIN, GRAIN]
    write("in.csv", {"text": texts, "label": labels})
    kept = [number for number in range(5) if texts[number].strip() and labels[number].strip()]
    predicted = [one.label for one in Classifier.load(classifier).predict([texts[number] for number in kept])]
    found = values(score("in.csv", "--json"))
    check(found, [labels[number] for number in kept], predicted)
    assert (found["without_text"], found["without_label"]) == (1, 1)
    _, out, _ = score("in.csv")
    assert "\ndocuments  3\nleft out   1 without text\nleft out   1 without a label: line 4\n" in out


def test_documents_that_the_model_hardly_knows_are_counted(score: Run) -> None:
    write("in.csv", {"text": ["be", "日本語", "日本 o", "or not"], "label": [METAL, GRAIN] * 2})
    assert values(score("in.csv", "--json"))["little_known"] == 2
    note = "textrnn: in 2 of 4 documents the model knows fewer than half of the text\n"
    assert score("in.csv")[2] == note


def test_what_is_printed_has_the_scores_and_the_matrix(score: Run, predicted: list[str]) -> None:
    write("in.csv", COLUMNS)
    _, out, message = score("in.csv")
    assert message == ""
    assert "in.csv, a table: 'text' is the text, 'label' the label\n\ndocuments  60\n" in out
    accuracy = accuracy_score(ACTUAL, predicted)
    low, high = wilson(round(60 * accuracy), 60)
    assert f"{100 * accuracy:.2f} %   95 % interval {100 * low:.2f} – {100 * high:.2f}\n" in out
    assert "\x1b" not in out
    shown = LABELS[2].replace("\x1b", "␛")
    order = [GRAIN, shown, METAL]  # The largest first, of equal ones by their names.
    counts = confusion_matrix(ACTUAL, predicted, labels=[GRAIN, ODD, METAL])
    head, *rows = out.partition("are taken for\n")[2].splitlines()
    assert head.split() == order
    assert [row.split() for row in rows] == [
        [label, *(str(count or "·") for count in row)] for label, row in zip(order, counts.tolist(), strict=True)
    ]


@pytest.mark.parametrize("length", [1, 30])
def test_long_labels_above_a_matrix_are_numbers(run: Run, tmp_path: Path, length: int) -> None:
    labels = [f"{'x' * length}{number}" for number in range(5)]
    model = write_classifier(tmp_path, labels=labels)
    write("in.csv", {"text": TEXTS, "label": [labels[number % 5] for number in range(60)]})
    _, out, _ = run("score", "in.csv", "--model", model)
    head, *rows = out.partition("are taken for\n")[2].splitlines()
    assert head.split() == (labels if length == 1 else ["1", "2", "3", "4", "5"])
    assert rows[0].split()[: length // 30 + 1] == (["x0"] if length == 1 else ["1", labels[0]])
    assert max(map(len, rows)) < 100


def test_of_many_classes_the_largest_confusions_are_listed(run: Run, tmp_path: Path) -> None:
    labels = [f"c{number:02}" for number in range(14)]
    model = write_classifier(tmp_path, labels=labels)
    actual = [labels[number % 14] for number in range(60)]
    write("in.csv", {"text": TEXTS, "label": actual})
    confusions = values(run("score", "in.csv", "--model", model, "--json"))["confusions"]
    _, out, _ = run("score", "in.csv", "--model", model)
    rows = out.partition("the largest confusions\n")[2].splitlines()[1:]
    cells = [row.split() for row in rows if row.startswith("c")]
    listed = [(int(number), one, other) for one, other, number, *_ in cells]
    wrong = [(int(n), one, other) for one, row in confusions.items() for other, n in row.items() if one != other]
    assert listed == sorted(wrong, key=lambda item: (-item[0], *item[1:]))[:12]
    first = rows[0].split()
    assert float(first[3]) == round(100 * int(first[2]) / actual.count(first[0]), 1)
    if rest := sum(n for n, *_ in wrong) - sum(n for n, *_ in listed):
        assert rows[-1] == f"and {len(wrong) - 12} more, of {rest} documents, which --json lists"


def test_the_scores_on_the_models_own_test_set_stand_beside(run: Run, tmp_path: Path) -> None:
    model = write_classifier(tmp_path)
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    best = {"accuracy": 0.5, "macro_f1": 0.5}
    baselines = {"a\x1b": {"test": best}, "majority_class": {"test": {"accuracy": 0.1, "macro_f1": 0.1}}}
    scores = {"network": {"test": {"accuracy": 0.75, "macro_f1": 0.625}}, "baselines": baselines}
    (model / "config.json").write_text(json.dumps(config | {"scores": scores}), encoding="utf-8")
    write("in.csv", COLUMNS)
    _, out, _ = run("score", "in.csv", "--model", model)
    assert "\nOn its own test set: 75.00 % (macro-F1 62.50 %); a␛ 50.00 % (macro-F1 50.00 %).\n" in out
    found = values(run("score", "in.csv", "--model", model, "--json"))
    assert found["own_test"] == {"network": {"accuracy": 0.75, "macro_f1": 0.625}, "a\x1b": best}
    (model / "config.json").write_text(json.dumps(config | {"scores": {"network": {"test": "x"}}}), encoding="utf-8")
    assert "config.json is damaged" in refused(run("score", "in.csv", "--model", model))


def test_without_a_model_it_is_the_pipelines(run: Run, tmp_path: Path, classifier: Path) -> None:
    write("in.csv", COLUMNS)
    assert "data/models/classification is not there: in the project's folder" in refused(run("score", "in.csv"))
    (tmp_path / "data/models").mkdir(parents=True)
    (tmp_path / "data/models/classification").symlink_to(classifier)
    assert values(run("score", "in.csv", "--json"))["model"] == "data/models/classification"


REFUSED = {
    "is not there; name another file": ["nothing.csv"],
    "'' names neither a file nor a folder": [""],
    "--format is what standard input holds": ["in.csv", "--format", "csv"],
    "cannot be both the text and its label": ["in.csv", "--text-column", "text", "--label-column", "text"],
    "is no folder, of which files could be left out": ["in.csv", "--skip-unreadable"],
    "none of the columns 'number' looks like labels": ["unlabelled.csv"],
    "no.csv has no label in any row": ["no.csv", "--label-column", "label"],
    "blank.csv has no text": ["blank.csv", "--text-column", "text", "--label-column", "label"],
    "text.txt has no labels: a table has them": ["text.txt"],
    "parts holds train and test: name the one to score, such as parts/test": ["parts"],
    "is a classifier, which --task says it is not": ["in.csv", "--task", "generation"],
    "of 1,001 characters, where 1,000 are allowed": ["long.csv", "--label-column", "label"],
}


@pytest.mark.parametrize(("message", "words"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_scored_is_refused(score: Run, message: str, words: list[str]) -> None:
    write("in.csv", COLUMNS)
    write("unlabelled.csv", {"number": list(range(60)), "text": TEXTS})
    write("no.csv", COLUMNS | {"label": [""] * 60})
    write("long.csv", COLUMNS | {"label": ["x" * 1001, METAL] * 30})
    write("blank.csv", COLUMNS | {"text": [" "] * 60})
    Path("text.txt").write_text("To be\n", encoding="utf-8")
    for part in ("train", "test"):
        Path(f"parts/{part}/metal").mkdir(parents=True)
        Path(f"parts/{part}/metal/a.txt").write_text("be", encoding="utf-8")
    status, out, told = score(*words)
    assert (status, out) == (2, "")
    assert message in re.sub(r"\s+", " ", told)


def test_a_damaged_row_of_standard_input_is_named_as_such(score: Run) -> None:
    message = refused(score("-", "--format", "csv", stdin="text,label\nbe,metal\nor,grain,not\n"))
    assert message.startswith("textrnn: standard input, line 3")
    assert "/" not in message


def test_standard_input_that_is_text_is_no_table(score: Run) -> None:
    message = "textrnn: standard input is read as text, which has no labels: --format says that it is csv, tsv or jsonl"
    assert refused(score("-", stdin="text,label\nbe,metal\n")) == f"{message}\n"


def test_what_could_not_be_decoded_is_counted(score: Run) -> None:
    Path("in.csv").write_bytes(b"text,label\nbe \xff,metal\nor,grain\n")
    words = ["in.csv", "--encoding", "utf-8"]
    assert "in.csv" in refused(score(*words))
    status, _, message = score(*words, "--errors", "replace")
    assert status == 0
    assert "textrnn: U+FFFD stands in 1 place of 1 text, for what could not be decoded\n" in message
