import csv
import json
from pathlib import Path
from typing import Any

import pytest

from textrnn.classification.error_part import (
    LONGEST_TEXT,
    MOST_SUSPECTS,
    confusions,
    likelihood,
    suspects_part,
    wrong_documents,
)
from textrnn.errors import InputError

EXAMPLE = {
    "document": 7,
    "probability": 0.9,
    "runner_up": "b",
    "runner_up_probability": 0.04,
    "words": [["gold", 1.5], ["ore", -0.25]],
    "text": "gold ore",
}
MISTAKES: dict[str, Any] = {
    "count": 3,
    "mistakes": [EXAMPLE | {"actual": "a", "predicted": "c", "text": "x" * 700}],
    "confusions": [{"actual": "a", "predicted": "c", "documents": 3, "documents_of_class": 9, "examples": [EXAMPLE]}],
}


@pytest.fixture
def errors(tmp_path: Path) -> Path:
    (tmp_path / "errors.json").write_text(json.dumps(MISTAKES))
    return tmp_path / "errors.json"


def test_a_wrong_document_says_what_it_is_and_what_moved_it(errors: Path) -> None:
    part = wrong_documents(errors, ["a", "b", "c"], show_texts=True)
    (document,) = part.documents
    assert part.count == 3
    assert (document.number, document.actual, document.predicted) == (7, "a", "c")
    assert (document.actual_number, document.predicted_number) == (0, 2)
    assert (document.probability, document.second) == ("90.0\u00a0%", "b")
    assert document.second_probability == "4.0\u00a0%"
    assert document.words == (("gold", "+1.50"), ("ore", "−0.25"))
    assert document.text == "x" * LONGEST_TEXT + "…"


def test_the_largest_confusions_have_examples(errors: Path) -> None:
    (confusion,) = confusions(errors, show_texts=True)
    assert (confusion.actual, confusion.predicted, confusion.count, confusion.documents_of_class) == ("a", "c", 3, 9)
    assert [document.text for document in confusion.examples] == ["gold ore"]


def write_suspects(path: Path, count: int) -> Path:
    header = ["document", "label", "probability", "suggested", "suggested_probability", "text"]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([header, *([n, "a", 0.0001, "b", 0.9999, f"gold {n}"] for n in range(count))])
    return path


def test_of_many_suspects_the_first_are_shown(tmp_path: Path) -> None:
    part = suspects_part(write_suspects(tmp_path / "a.csv", MOST_SUSPECTS + 5), show_texts=True)
    assert (part.count, [document.number for document in part.documents]) == (55, list(range(MOST_SUSPECTS)))
    first = part.documents[0]
    assert (first.actual, first.predicted, first.probability) == ("a", "b", "> 99.9\u00a0%")
    assert (first.second, first.second_probability, first.text) == ("a", "< 0.1\u00a0%", "gold 0")


def test_no_word_of_a_document_stands_on_a_page_that_may_not_show_it(errors: Path, tmp_path: Path) -> None:
    suspects = write_suspects(tmp_path / "a.csv", 2)
    shown = repr(
        [
            wrong_documents(errors, ["a", "b", "c"], show_texts=False),
            confusions(errors, show_texts=False),
            suspects_part(suspects, show_texts=False),
        ]
    )
    assert not [word for word in ("gold", "ore", "xx") if word in shown]


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(1.0, "> 99.9"), (0.9994, "99.9"), (0.5, "50.0"), (0.0006, "0.1"), (0.0004, "< 0.1"), (0.0, "< 0.1")],
)
def test_no_probability_looks_certain(probability: float, shown: str) -> None:
    assert likelihood(probability) == f"{shown}\u00a0%"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"mistakes": [{}], "count": 1, "confusions": [{}]}'])
def test_damaged_files_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "errors.json"
    path.write_text(text)
    for read in (lambda: wrong_documents(path, ["a"], show_texts=True), lambda: confusions(path, show_texts=True)):
        with pytest.raises(InputError, match=r"errors\.json is damaged"):
            read()
