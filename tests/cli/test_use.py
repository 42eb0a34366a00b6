import re
from pathlib import Path

import pytest

from stages.classification.split import Params as ClassificationSplit
from stages.fetch import Params as Fetch
from tests.cli.use_command import mistake, run, use, write_documents, write_files, write_table
from tests.ingest.custom_corpora import custom_corpus
from textrnn.ingest.proposal import propose_card
from textrnn.params.section import ParamsFile, read_section
from tools.check import check

pytestmark = pytest.mark.usefixtures("project")


def test_a_table_becomes_the_data_of_the_classifier() -> None:
    write_documents()
    before = Path("params.yaml").read_text()
    values = use("data/a.csv")
    assert values["task"] == "classification"
    assert values["classes"] == {"a": 50, "b": 50}
    assert values["documents"] == 100
    assert values["written"]
    fetch = read_section("classification.fetch", Fetch)
    assert (fetch.corpus, fetch.path, fetch.text_column, fetch.label_column) == (
        "custom",
        "data/a.csv",
        "text",
        "topic",
    )
    assert read_section("classification.split", ClassificationSplit).test == 0.2
    written = ParamsFile(Path("params.yaml")).values
    assert written["classification"]["pad"]["max_length"] == 40
    for name, value in values["params"].items():
        task, section, key = name.split(".")
        assert written[task][section][key] == value
    assert check(Path("params.yaml")) == []
    after = Path("params.yaml").read_text()
    assert comments(after) == comments(before)
    assert after[after.index("\ngeneration:") :] == before[before.index("\ngeneration:") :]
    assert run("data/a.csv").output.count("params.yaml is as it should be already") == 1
    assert Path("params.yaml").read_text() == after


def comments(text: str) -> list[str]:
    return re.findall("#.*", text)


def test_running_text_becomes_the_data_of_the_generator() -> None:
    write_files({"data/book.txt": "First words of a book.\n\nMore of them, again and again.\n" * 500})
    before = Path("params.yaml").read_text()
    values = use("data/book.txt", "--minutes", "2")
    assert values["task"] == "generation"
    written = ParamsFile(Path("params.yaml")).values["generation"]
    assert written["fetch"]["documents_per_file"] == 13  # 2000 characters at least for each.
    assert written["split"] == {"test": None, "folds": 10}
    assert written["sample"]["prompts"] == [""]
    assert "First words" not in Path("params.yaml").read_text()  # Git keeps it.
    assert check(Path("params.yaml")) == []
    after = Path("params.yaml").read_text()
    assert comments(after) == comments(before)
    assert after[: after.index("\ngeneration:")] == before[: before.index("\ngeneration:")]
    said = ("publish.", "report.")
    kept = {name: value for name, value in values["params"].items() if not name.split(".", 1)[1].startswith(said)}
    assert use("data/book.txt", "--minutes", "2") == values | {"params": kept}  # What was said of it stays.
    assert Path("params.yaml").read_text() == after


def test_what_is_printed_says_what_was_understood() -> None:
    write_documents()
    result = run("data/a.csv")
    assert result.exit_code == 0
    assert "data/a.csv is a table: 'text' is the text, 'topic' the label (UTF-8), for classification." in result.output
    assert "3 in the median document, at most 40 in 95 %, 2,000 in the longest" in result.output
    reason = r"97\.0% of the documents have no more tokens; 89\.77% of all text is not read"
    assert re.search(rf"pad\.max_length +200 -> 40 +{reason}\n", result.output)
    assert "Next: dvc repro report@classification\n" in result.output


def test_what_is_no_test_and_what_is_not_read_is_said() -> None:
    texts = {
        f"data/f/{split}/{label}/{number}.txt": f"{label} {number}"
        for split in ("train", "test")
        for label in "ab"
        for number in range(3)
    }
    others = {
        "data/f/train/a/picture.png": "x",
        "data/f/test/b/notes.pdf": "x",
        "data/f/test/b/1.txt": "b, not seen before",
    }
    write_files(texts | others)
    values = use("data/f")
    assert values["test_seen_in_training"] == 5
    assert values["files_left_out"] == ["data/f/test/b/notes.pdf", "data/f/train/a/picture.png"]
    lines = [" ".join(line.split()) for line in run("data/f").output.splitlines()]
    assert "test set 6 documents, 5 of which are learned from as well, word for word" in lines
    assert "left out data/f/test/b/notes.pdf, and 1 more: not by its name a text, or not in train or test" in lines


def test_short_files_are_cut_into_fewer_documents() -> None:
    write_files({"data/f/long.txt": "some words\n" * 5000, "data/f/short.txt": "other words\n" * 500})
    values = use("data/f")
    assert (values["files"], values["documents"]) == (2, 13)
    assert values["params"]["generation.fetch.documents_per_file"] == 10


def test_documents_without_text_are_counted() -> None:
    write_files({"data/a.csv": "text,label\na,x\nb,x\n,x\n,\nc,y\nd,y\n", "data/b.csv": "text,label\n ,x\ne,y\n"})
    assert use("data/a.csv", "--test", "data/b.csv")["without_text"] == 3
    assert re.search("blank +3 without text, left out", run("data/a.csv", "--test", "data/b.csv").output)


def test_the_time_is_said_where_nothing_changes_as_well() -> None:
    write_documents()
    run("data/a.csv")
    assert "report@classification\n(less than a minute of training here; without" in run("data/a.csv").output


def test_a_dry_run_writes_nothing() -> None:
    write_documents()
    before = Path("params.yaml").read_bytes()
    assert not use("data/a.csv", "--dry-run")["written"]
    assert "Nothing was written" in run("data/a.csv", "--dry-run").output
    assert Path("params.yaml").read_bytes() == before
    assert sorted(path.name for path in Path().iterdir()) == ["data", "params.yaml"]


def test_columns_and_task_can_be_given() -> None:
    write_documents(other="x")
    rows = [{"title": f"t {n}", "text": "long " * 9, "kind": "xyz"[n % 3], "topic": "ab"[n % 2]} for n in range(12)]
    write_table("data/b.csv", rows)
    params = use("data/b.csv", "--text-column", "title", "--label-column", "kind")["params"]
    assert params["classification.fetch.text_column"] == "title"
    assert params["classification.fetch.label_column"] == "kind"
    values = use("data/a.csv", "--task", "generation")
    assert values["params"]["generation.fetch.label_column"] is None
    assert values["params"]["generation.fetch.text_column"] == "text"
    assert check(Path("params.yaml")) == []


def test_texts_without_spaces_get_byte_pairs() -> None:
    write_documents(word="日")
    params = use("data/a.csv")["params"]
    assert params["classification.tokenize.kind"] == "bpe"
    assert params["classification.tokenize.unknown"] == "spell"
    assert check(Path("params.yaml")) == []


@pytest.mark.parametrize("task", ["classification", "generation"])
def test_a_folder_for_training_and_one_for_the_test_are_found(task: str) -> None:
    texts = {f"{label}/{n}.txt": f"{label} {n} text " * 40 for label in "xy" for n in range(6)}
    if task == "generation":
        texts = {name.replace("/", "-"): text for name, text in texts.items()}
    write_files({f"data/custom/{part}/{name}": text for part in ("train", "test") for name, text in texts.items()})
    values = use("data/custom")
    sizes = {"documents": 12, "test_documents": 12} if task == "classification" else {"files": 12, "documents": 12}
    assert values.items() >= {"task": task, "test_seen_in_training": 12, **sizes}.items()
    size = "12 documents, 12 of" if task == "classification" else "4,320 characters, 12 pieces of"
    printed = " ".join(run("data/custom").output.split())
    assert f"test set {size} which are learned from as well, word for word" in printed
    fetch = read_section(f"{task}.fetch", Fetch)
    assert (fetch.path, fetch.test_path) == ("data/custom/train", "data/custom/test")
    assert fetch.folder_is_label == (task == "classification")
    assert values["params"][f"{task}.split.test"] == {"classification": "*-test", "generation": "custom-test/*"}[task]
    assert check(Path("params.yaml")) == []


def test_a_test_set_can_be_given_and_paths_are_named_by_where_they_lie(tmp_path: Path) -> None:
    write_documents("data/a.csv")
    write_documents(str(tmp_path / "b.csv"))
    use(str(Path("data/a.csv").resolve()), "--test", "../b.csv")
    fetch = read_section("classification.fetch", Fetch)
    assert fetch.path == "data/a.csv"
    assert fetch.test_path == str(tmp_path / "b.csv")
    Path("data/link.csv").symlink_to(tmp_path / "b.csv")
    assert use("data/link.csv")["params"]["classification.fetch.path"] == "data/link.csv"


def test_what_lies_beside_train_and_test_is_named(project: Path) -> None:
    parts = {
        f"data/f/{part}/{label}/{n}.txt": f"{part} {n}" for part in ("train", "test") for label in "xy" for n in "12"
    }
    write_files(parts | {"data/f/README": "read me", "data/f/test/.hidden": "", "data/f/train/x/a.pdf": ""})
    values = use("data/f")
    assert values["documents"] == 4
    assert values["files_left_out"] == ["data/f/README", "data/f/train/x/a.pdf"]
    assert (values["params"]["classification.publish.name"], values["params"]["classification.publish.data"]) == (
        "f",
        "f",
    )
    write_files({"data/f/dev/x/1.txt": "more"})
    assert "data/f/dev lies beside train and test: validation is drawn from train" in mistake("data/f")
    write_files({"data/f/exam/x/1.txt": "more " * 90})
    assert use("data/f")["task"] == "generation"  # So `train` and `test` mean something else.


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("data/C# reviews?.csv", "C# reviews?"),
        ("data/a.csv.zst", "a"),
        ("data/.csv", ".csv"),
        (".", "project"),
        ("https://example.org/a%20b.csv?x=1", "a b"),
        ("data/" + "n" * 240 + ".csv", "n" * 200),
        ("data/train", "train"),
    ],
)
def test_the_card_has_the_name_of_the_text(path: str, name: str) -> None:
    assert next(one.value for one in propose_card(custom_corpus(path=path)) if one.name == "publish.name") == name


def test_classes_are_counted_with_those_of_the_test_set() -> None:
    write_files({"a.csv": "text,label\na,x\nb,x\nc,y\n", "b.csv": "text,label\nd,y\n"})
    assert use("a.csv", "--test", "b.csv")["classes"] == {"x": 2, "y": 1}
    write_files({"b.csv": "text,label\nd,y\ne,Y\n"})
    assert "line 3 has the label 'Y'" in mistake("a.csv", "--test", "b.csv")
    write_files({"b.csv": "text,label\nd,Y\n"})
    assert "the test set alone has class 'Y', so nothing can be learned of it: add documents of it to a.csv" in mistake(
        "a.csv", "--test", "b.csv"
    )


def test_labels_are_shown_as_they_stand() -> None:
    rows = [{"text": f"[b]text[/b] :dog: {n}", "label": ["[red]", ":cat:", "\x1b[2J"][n % 3]} for n in range(12)]
    write_table("data/a.csv", rows)
    output = run("data/a.csv").output
    assert all(shown in output for shown in ("[red]", ":cat:", "␛[2J", "[b]text[/b] :dog: 1"))


def test_an_encoding_can_be_named() -> None:
    text = "text,label\n" + "Ürün kırık,şikayet\nÇok güzel,övgü\nİyi,övgü\nKötü,şikayet\n" * 3
    Path("data/a.csv").write_bytes(text.encode("cp1254"))
    values = use("data/a.csv", "--encoding", "cp1254")
    assert set(values["classes"]) == {"şikayet", "övgü"}
    assert values["params"]["classification.fetch.encoding"] == "cp1254"
    assert "(cp1254), for classification" in run("data/a.csv", "--encoding", "cp1254").output
    refused = run("data/a.csv", "--encoding", "klingon")
    assert refused.exit_code == 2
    assert "should be an encoding such as utf-8" in refused.output


def test_files_in_encodings_of_their_own_are_read() -> None:
    texts = {
        "a/1": ("Grüße", "utf-8"),
        "a/2": ("nichts", "ascii"),
        "b/1": ("un café très cher", "cp1252"),
        "b/2": ("日", "utf-16"),
    }
    for name, (text, encoding) in texts.items():
        write_files({f"data/f/{name}.txt": ""})
        Path(f"data/f/{name}.txt").write_bytes(text.encode(encoding))
    values = use("data/f")
    assert values["params"]["classification.fetch.encoding"] == "detect"
    assert {example["text"] for example in values["examples"]} <= {text for text, _ in texts.values()}
    assert "(each file in its own encoding)" in run("data/f").output
    assert check(Path("params.yaml")) == []


def test_what_is_odd_in_the_texts_is_said() -> None:
    rows = [{"text": f"the same {n % 4}", "label": "abc"[n % 3]} for n in range(12)]
    odd = ["it\x92s", "caf\ufffd", "GrÃ¼Ã\x9fe", "<p>a</p>", "a < b > c"]
    rows += [{"text": f"{text} {n}", "label": "ab"[n % 2]} for n, text in enumerate(odd * 2)]
    write_table("data/a.csv", [*rows, {"text": "no label", "label": ""}])
    values = use("data/a.csv")
    assert values["texts_with_conflicting_labels"] == 4
    assert values["without_label"] == 1
    assert sorted(values["signs_of_wrong_encodings"].values()) == [2, 2, 2, 4]
    printed = " ".join(run("data/a.csv").output.split())
    assert "conflicts 4 texts stand under different labels, word for word" in printed
    assert "unlabelled 1 without a label, left out: data/a.csv, line 24" in printed
    assert "look at 4 documents have control characters such as U+0092" in printed
    assert "2 documents have tags of HTML" in printed
