"""What the options of `textrnn use` make of data: splits, small classes, repairs, tables of other shapes."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stages.classification.split import main as split
from stages.fetch import main as fetch
from tests.cli.use_command import mistake, run, use, write_files, write_table
from textrnn.data.records import SPLITS, read_records

pytestmark = pytest.mark.usefixtures("project")


def rows(parts: Sequence[str], column: str, kinds: str = "xy") -> list[dict[str, Any]]:
    """Rows of a table, for these parts one after the other, of kinds in turn."""
    words = {"t": "train", "v": "Valid", "e": "test", "1": "True", "0": "False"}
    return [
        {"text": f"some words {number}", "kind": kinds[number % len(kinds)], column: words.get(part, part)}
        for number, part in enumerate(parts)
    ]


def made_splits() -> dict[str, set[int]]:
    """The numbers of the texts in each split, as the pipeline makes them."""
    fetch("classification", raw=Path("raw.jsonl"))
    split("classification", raw=Path("raw.jsonl"), splits=Path("splits"))
    return {
        name: {int(record.text.split()[-1]) for record in read_records(Path(f"splits/{name}.jsonl"))} for name in SPLITS
    }


@pytest.mark.parametrize(
    ("column", "parts", "expected"),
    [
        ("split", "tttttttvvee", (range(7), range(7, 9), range(9, 11))),
        ("part", "eetttvvtttt", ({2, 3, 4, 7, 8, 9, 10}, range(5, 7), range(2))),
        ("is_valid", "00000000001111", (None, range(10, 14), None)),
        ("is_test", "1111" + "0" * 12, (None, None, range(4))),
        ("is_train", "1" * 12 + "0000", (None, None, range(12, 16))),
    ],
)
def test_a_column_of_splits_is_honoured(column: str, parts: str, expected: tuple[Any, ...]) -> None:
    write_table("data/a.csv", rows(parts, column))
    values = use("data/a.csv")
    assert values["params"]["classification.fetch.split_column"] == column
    made = made_splits()
    for name, numbers in zip(SPLITS, expected, strict=True):
        assert made[name] == set(numbers) if numbers is not None else made[name]
    assert set.union(*made.values()) == set(range(len(parts)))
    assert sum(map(len, made.values())) == len(parts)
    assert f"'kind' the label, '{column}' the split" in run("data/a.csv").output


def test_sizes_of_given_splits_are_said() -> None:
    write_table("data/a.csv", rows("tttttttvvee", "split"))
    values = use("data/a.csv")
    assert (values["documents"], values["validation_documents"], values["test_documents"]) == (9, 2, 2)
    printed = run("data/a.csv").output
    assert re.search("validation +2 of these documents\n +test set +2 documents\n", printed)


def test_a_column_of_splits_can_be_ignored() -> None:
    write_table("data/a.csv", rows("t" * 9 + "ee", "split"))
    params = use("data/a.csv", "--no-split-column")["params"]
    assert params["classification.fetch.split_column"] is None
    assert (params["classification.split.test"], params["classification.split.valid"]) == (0.2, 0.1)
    assert use("data/a.csv")["params"]["classification.split.test"] == "*-test"
    assert "leave out --test and --no-split-column" in mistake(
        "data/a.csv", "--no-split-column", "--split-column", "split"
    )


@pytest.mark.parametrize(
    ("column", "parts"),
    [("split", "0123456789" * 2), ("split", "t" * 10), ("fold", "0011223344"), ("split", ["train", "unsup"] * 5)],
)
def test_a_column_that_is_named_so_and_says_something_else_is_asked_about(column: str, parts: Any) -> None:
    write_table("data/a.csv", rows(parts, column))
    assert f"the column '{column}' is named like one of splits, and has '" in mistake("data/a.csv")
    assert use("data/a.csv", "--no-split-column")["params"]["classification.fetch.split_column"] is None


def test_a_column_without_rows_for_training_splits_nothing() -> None:
    write_table("data/a.csv", rows("vvvveeeee", "part"))
    assert use("data/a.csv", "--label-column", "kind")["params"]["classification.fetch.split_column"] is None


def test_cells_that_say_something_else_are_refused_all_in_one_message() -> None:
    write_table("data/a.csv", rows("tttttee??tt?", "split"))
    message = mistake("data/a.csv", "--split-column", "split")
    assert "line 9: '?'; " in message
    assert "line 10: '?'; " in message
    assert "line 13: '?': that is neither train, valid nor test; --no-split-column ignores 'split'" in message
    assert "has no column 'part'" in mistake("data/a.csv", "--split-column", "part")
    assert "data/f has no columns" in folder_mistake("--split-column", "split")


def folder_mistake(*words: str) -> str:
    write_files({f"data/f/{number}.txt": "some text " * 100 for number in range(3)})
    return mistake("data/f", *words)


def test_two_columns_of_splits_are_asked_about() -> None:
    table = [row | {"is_test": row["split"] == "test"} for row in rows("tttttttvvee", "split")]
    write_table("data/a.csv", table)
    assert "'split' and 'is_test' say train, valid or test: --split-column NAME takes one" in mistake("data/a.csv")
    assert use("data/a.csv", "--split-column", "is_test")["test_documents"] == 2


def test_a_class_that_validation_alone_has_is_refused() -> None:
    table = rows("tttttttvvee", "split")
    table[7]["kind"] = "new"
    write_table("data/a.csv", table)
    assert "the validation set alone has class 'new', so nothing can be learned of it" in mistake("data/a.csv")


FEW = "x" * 6 + "y" * 6 + "zz" + "w"


def test_classes_with_few_documents_are_left_out() -> None:
    write_table("data/a.csv", rows(FEW, "n", FEW))
    assert "--min-documents 2" in mistake("data/a.csv", "--label-column", "kind")
    words = ("data/a.csv", "--label-column", "kind", "--min-documents", "3")
    values = use(*words)
    assert values["classes"] == {"x": 6, "y": 6}
    assert values["of_rare_classes"] == {"w": 1, "z": 2}
    assert re.search(
        "rare +2 classes have fewer than 3 documents, 3 together, left out: 'z', 'w'\n", run(*words).output
    )
    assert set.union(*made_splits().values()) == set(range(12))


def test_classes_with_few_documents_can_be_joined() -> None:
    write_table("data/a.csv", rows(FEW, "n", FEW))
    words = ("data/a.csv", "--label-column", "kind", "--min-documents", "3", "--rest-label", "other")
    assert use(*words)["classes"] == {"x": 6, "y": 6, "other": 3}
    assert "joined to 'other'" in run(*words).output
    assert set.union(*made_splits().values()) == set(range(15))
    assert "--rest-label needs --min-documents" in mistake("data/a.csv", "--rest-label", "other")
    assert "--min-documents is about texts with labels" in folder_mistake("--min-documents", "2")


def test_the_test_set_has_the_classes_of_training() -> None:
    write_table("data/a.csv", rows(FEW, "n", FEW))
    write_table("data/b.csv", rows("xyzz", "n", "xyzz"))
    words = ("data/a.csv", "--test", "data/b.csv", "--label-column", "kind", "--min-documents", "3")
    assert use(*words)["test_documents"] == 2
    assert use(*words, "--rest-label", "other")["test_documents"] == 4


def test_text_that_was_read_in_a_wrong_encoding_is_repaired() -> None:
    wrong = [f"Sch\u00c3\u00b6ne Gr\u00c3\u00bc\u00c3\u0178e {number}" for number in range(8)]
    right = [f"Schöne Grüße {number}" for number in range(8)]
    table = [{"text": text, "kind": "xy"[number % 2]} for number, text in enumerate([*wrong, "Größe", "plain"])]
    write_table("data/a.csv", table)
    assert "Windows-1252 (--fix-text repairs it)" in " ".join(run("data/a.csv").output.split())
    values = use("data/a.csv", "--fix-text")
    assert (values["repaired"], values["signs_of_wrong_encodings"]) == (8, {})
    assert "8 documents that were read in a wrong encoding before" in run("data/a.csv", "--fix-text").output
    fetch("classification", raw=Path("raw.jsonl"))
    assert [record.text for record in read_records(Path("raw.jsonl"))] == [*right, "Größe", "plain"]


def test_many_numbers_are_not_taken_for_classes_in_silence() -> None:
    numbers = [f"{number / 10}" for number in range(13)]
    write_table("data/a.csv", rows(numbers * 2, "rating"))
    said = "of many numbers make a few classes, each a range, such as table['rating'] = pandas.qcut(table['rating'], 3"
    assert said in " ".join(run("data/a.csv", "--label-column", "rating").output.split())
    write_table("data/b.csv", rows(numbers[1:] * 2, "rating"))
    assert "qcut" not in run("data/b.csv", "--label-column", "rating").output
    write_table("data/c.csv", rows(numbers, "rating"))
    assert said in mistake("data/c.csv", "--label-column", "rating")


def test_params_keep_their_line_ends() -> None:
    params = Path("params.yaml")
    params.write_bytes(params.read_bytes().replace(b"\n", b"\r\n"))
    write_table("data/a.csv", rows("tttttttvvee", "split"))
    before = params.read_bytes().splitlines(keepends=True)
    use("data/a.csv")
    after = params.read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"\r\n") for line in after)
    assert len(after) == len(before)
    assert sum(old != new for old, new in zip(before, after, strict=True)) < 40


def test_scores_of_another_corpus_are_not_compared_in_silence() -> None:
    write_table("data/a.csv", rows("tttttttvvee", "split"))
    warning = "The last commit's metrics/classification.json has scores on another test set: until you commit yours"
    assert warning not in run("data/a.csv", "--dry-run").output
    write_files({"metrics/classification.json": "{}"})
    assert warning in run("data/a.csv").output
    assert warning not in run("data/a.csv", "--minutes", "1").output
    write_table("data/a.csv", rows("tttttttvveee", "split"))
    assert warning in run("data/a.csv").output


def test_a_table_without_a_header_is_read_where_one_says_so() -> None:
    lines = [f"this is the text with number {number},{'xy'[number % 2]}" for number in range(12)]
    write_files({"data/a.csv": "\n".join(lines)})
    assert "reads like a text: --no-header if it is a row like the others, --text-column 'this is" in mistake(
        "data/a.csv"
    )
    values = use("data/a.csv", "--no-header")
    assert values["classes"] == {"x": 6, "y": 6}
    assert values["params"]["classification.fetch.text_column"] == "column 1"
    assert set.union(*made_splits().values()) == set(range(12))
    write_files({"data/b.csv": "\n".join(line.replace(" text with number", "") for line in lines)})
    assert "which is a label below: name the columns there, or say --no-header" in mistake("data/b.csv")


def test_quotes_that_are_text_are_read_where_one_says_so() -> None:
    lines = [f'the "old" 5" pipe {number}\t{"xy"[number % 2]}' for number in range(12)]
    write_files({"data/a.tsv": "\n".join(["text\tlabel", '"open\tx', *lines])})
    assert "--quoting none" in mistake("data/a.tsv")
    assert use("data/a.tsv", "--quoting", "none")["classes"] == {"x": 7, "y": 6}
    fetch("classification", raw=Path("raw.jsonl"))
    texts = [record.text for record in read_records(Path("raw.jsonl"))]
    assert texts == ['"open', *(line.partition("\t")[0] for line in lines)]


def test_a_misspelled_cell_of_an_official_split_is_named() -> None:
    write_table("data/a.csv", rows(["train"] * 7 + ["test"] * 3 + ["tset"], "split"))
    assert "line 12: 'tset': that is neither train, valid nor test" in mistake("data/a.csv")


def test_the_label_is_no_split() -> None:
    write_table("data/a.csv", [{"text": f"words {n}", "label": ["train", "test"][n % 2]} for n in range(12)])
    params = use("data/a.csv")["params"]
    assert params["classification.fetch.label_column"] == "label"
    assert params["classification.fetch.split_column"] is None


@pytest.mark.parametrize(
    ("label", "message"), [("  ", "--rest-label is blank"), ("", "--rest-label is blank"), ("X", "like the class 'x'")]
)
def test_a_label_for_the_rest_is_a_label_like_others(label: str, message: str) -> None:
    write_table("data/a.csv", rows(FEW, "n", FEW))
    assert message in mistake("data/a.csv", "--label-column", "kind", "--min-documents", "3", "--rest-label", label)


def test_documents_for_the_test_do_not_make_a_class_frequent() -> None:
    table = rows("tttttttttttee", "split", "xy")
    table[-1]["kind"] = table[-2]["kind"] = "rare"
    write_table("data/a.csv", table)
    assert use("data/a.csv", "--min-documents", "2")["classes"] == {"x": 6, "y": 5}


def test_a_table_without_rows_for_training_is_refused() -> None:
    write_table("data/a.csv", rows("e" * 9, "split"))
    assert "no row is for training" in mistake("data/a.csv", "--split-column", "split")


def test_labels_are_repaired_as_texts_are() -> None:
    table = [{"text": f"plain {number}", "kind": ["Gr\u00c3\u00bcn", "Rot"][number % 2]} for number in range(12)]
    write_table("data/a.csv", table)
    values = use("data/a.csv", "--fix-text")
    assert (values["classes"], values["repaired"]) == ({"Grün": 6, "Rot": 6}, 6)
    write_table("data/a.csv", [*table, {"text": "more", "kind": "grün"}])
    assert "has the label 'grün', and" in mistake("data/a.csv", "--fix-text")


def test_a_dialect_is_of_tables_with_delimiters() -> None:
    write_files({"data/a.jsonl": '{"text": "a", "label": "x"}\n' * 4})
    assert "is neither .csv nor .tsv: leave out --no-header and --quoting" in mistake("data/a.jsonl", "--no-header")


def test_of_several_columns_that_are_named_like_labels_one_is_asked_for() -> None:
    table = [row | {"topic": "ab"[n % 2], "sentiment": "cd"[n // 2 % 2]} for n, row in enumerate(rows("t" * 12, "n"))]
    write_table("data/a.csv", table)
    assert "'topic', 'sentiment' are named like labels: --label-column NAME takes one" in mistake("data/a.csv")
    write_table("data/a.csv", [row | {"label": row["kind"], "author": n} for n, row in enumerate(table)])
    assert use("data/a.csv")["params"]["classification.fetch.label_column"] == "label"


def test_a_test_set_beside_a_column_of_splits_is_asked_about() -> None:
    write_table("data/a.csv", rows("tttttttvvee", "split"))
    write_table("data/b.csv", rows("eeee", "split"))
    assert "'split' says train, valid or test, and there is a test set" in mistake("data/a.csv", "--test", "data/b.csv")
    assert use("data/a.csv", "--test", "data/b.csv", "--no-split-column")["test_documents"] == 4


def test_splits_of_texts_without_labels_are_asked_about() -> None:
    write_table("data/a.csv", [{"text": f"many words {n} " * 9, "split": ["train", "test"][n % 2]} for n in range(12)])
    assert "'split' says train, valid or test, but no column looks like labels" in mistake("data/a.csv")
    assert use("data/a.csv", "--task", "generation")["task"] == "generation"


def test_lines_with_a_label_and_a_tab_are_asked_about() -> None:
    lines = [f"{['ham', 'spam'][n % 2]}\tsome words {n} " + "more " * 9 for n in range(12)]
    write_files({"data/a.txt": "\n".join(lines), "data/a.tsv": "\n".join(lines)})
    assert "let its name end in .tsv, and add --no-header" in mistake("data/a.txt")
    assert use("data/a.txt", "--task", "generation")["task"] == "generation"
    assert use("data/a.tsv", "--no-header")["classes"] == {"ham": 6, "spam": 6}


def test_a_folder_within_a_class_is_named() -> None:
    write_files({f"data/f/{label}/{n}.txt": f"{label} {n}" for label in "xy" for n in range(6)})
    assert use("data/f")["task"] == "classification"
    write_files({"data/f/x/more/1.txt": "deep"})
    assert "data/f/x/more/1.txt lies deeper than in folders that may be classes" in mistake("data/f")


def test_a_folder_of_tables_alone_is_named() -> None:
    write_files({"data/f/train.csv": "text,label\na,x\n", "data/f/test.csv": "text,label\na,x\n"})
    assert "data/f holds tables, such as data/f/test.csv: name the table itself" in mistake("data/f")
