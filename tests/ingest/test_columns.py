"""Which column is text, which is label: guessed from all rows, and asked where it is not clear."""

import json
from pathlib import Path
from typing import Any

import pytest

from textrnn.errors import InputError
from textrnn.ingest.column_choice import choose_columns
from textrnn.ingest.columns import MOST_VALUES, describe_columns
from textrnn.ingest.encodings import UTF8


def write(path: Path, columns: dict[str, Any]) -> Path:
    """JSON Lines with a value of each column in each row."""
    rows = zip(*columns.values(), strict=True)
    path.write_text("".join(json.dumps(dict(zip(columns, row, strict=True))) + "\n" for row in rows))
    return path


def chosen(
    path: Path, columns: dict[str, Any], *named: str | None, labelled: bool | None = None
) -> tuple[str, str | None]:
    """What is taken for text and label."""
    text, label = named or (None, None)
    file = write(path / "a.jsonl", columns)
    return choose_columns(file, describe_columns(file, UTF8), text, label, labelled)


TEXTS = [f"some words of text {number}" for number in range(12)]
KINDS = ["x", "y", "z"] * 4


def test_columns_are_described_whatever_they_hold(tmp_path: Path) -> None:
    columns = {
        "id": range(12),
        "tags": [["a"], ["a", "b"]] * 6,
        "cats": [{"A": 1, "B": 0.0}, {"A": False, "B": True}] * 6,
        "spans": [{"start": "x", "end": "y"}] * 12,
        "none": [None, ""] * 6,
        "number": [1, float("nan")] * 6,
    }
    described = {column.name: column for column in describe_columns(write(tmp_path / "a.jsonl", columns), UTF8)}
    assert {name: (len(column.values), column.filled, column.several) for name, column in described.items()} == {
        **{"id": (12, 12, 0), "tags": (1, 12, 6), "cats": (2, 12, 0), "spans": (0, 12, 12), "none": (0, 0, 0)},
        "number": (1, 6, 0),
    }
    assert described["id"].characters == len("01234567891011")


def test_values_are_counted_while_they_are_few_and_short(tmp_path: Path) -> None:
    columns = {
        "many": range(MOST_VALUES + 9),
        "long": ["x" * 1001] * (MOST_VALUES + 9),
        "few": ["y"] * (MOST_VALUES + 9),
    }
    many, long, few = describe_columns(write(tmp_path / "a.jsonl", columns), UTF8)
    assert (many.is_varied, long.is_varied, few.is_varied) == (True, True, False)
    assert len(many.values) == MOST_VALUES + 1
    assert few.values == {"y": MOST_VALUES + 9}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"kind": KINDS, "words": TEXTS}, ("words", "kind")),
        ({"Label": TEXTS, "text": KINDS}, ("text", "Label")),  # Names say more than values.
        ({"id": range(12), "Body": TEXTS, "kind": KINDS}, ("Body", "kind")),
        ({"x": TEXTS, "y": KINDS, "split": ["train", "test"] * 6}, ("x", "y")),
        ({"text": TEXTS, "kind": KINDS, "is_valid": [True, False] * 6}, ("text", "kind")),
        ({"text": TEXTS, "kind": KINDS, "part": ["Train", "dev", "test"] * 4}, ("text", "kind")),
        ({"text": TEXTS, "kind": KINDS, "verdict": ["a", "b"] * 6}, ("text", "verdict")),
        ({"text": TEXTS, "Kategorie": KINDS, "lang": ["a", "b"] * 6}, ("text", "Kategorie")),
        ({"текст": TEXTS, "класс": KINDS, "lang": ["a", "b"] * 6}, ("текст", "класс")),
        ({"text": TEXTS, "pairs": [number // 2 for number in range(12)]}, ("text", "pairs")),
        ({"text": TEXTS, "id": range(12)}, ("text", None)),
        ({"text": TEXTS}, ("text", None)),
        ({"text": TEXTS, "one": ["x"] * 12}, ("text", None)),
        ({"text": TEXTS, "label": [[kind] for kind in KINDS]}, ("text", "label")),
        ({"text": TEXTS, "cats": [{"A": 1, "B": 0}, {"A": 0, "B": 1}] * 6}, ("text", "cats")),
        (
            {"text": TEXTS, "tokens": [["a", "b"]] * 12, "meta": [{"a": 1, "b": 2}] * 12, "kind": KINDS},
            ("text", "kind"),
        ),
        ({"text": TEXTS, "place": [f"c{n}, d{n % 3}" for n in range(12)], "kind": KINDS}, ("text", "kind")),
        ({"text": TEXTS, "label": [["x"], *(["y"] for _ in range(9)), ["x", "y"], "y"]}, ("text", "label")),
        ({"text": TEXTS, "Label": ["Label", "x"] * 6}, ("text", "Label")),
        ({"text": TEXTS, "label": [None] * 12, "kind": KINDS}, ("text", "kind")),  # Nothing is in `label`.
    ],
)
def test_text_and_label_are_guessed(tmp_path: Path, columns: dict[str, Any], expected: tuple[str, str | None]) -> None:
    assert chosen(tmp_path, columns) == expected


def test_all_of_a_sorted_table_is_looked_at(tmp_path: Path) -> None:
    columns = {"words": [f"words {number}" for number in range(6000)], "lang": ["en"] * 6000}
    columns["kind"] = ["x"] * 3000 + ["y"] * 3000
    assert chosen(tmp_path, columns) == ("words", "kind")


COMMANDS = (
    r"--label-column NAME takes one of them as labels; or use --task generation, which takes the texts as running text"
)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"words": TEXTS, "kind": KINDS, "lang": ["a", "b"] * 6}, f"'kind', 'lang' look like labels: {COMMANDS}"),
        ({"text": TEXTS, "bad": [0, 1] * 6, "mad": [0, 0, 1] * 4}, f"'bad', 'mad' hold 0 and 1 alone, .*: {COMMANDS}"),
        ({"text": TEXTS, "labels": [["a"], ["a", "b"]] * 6}, "'labels' has several labels for a text, in 6 of 12 rows"),
        ({"text": TEXTS, "tags": [["a", "b"]] * 12}, "'tags' has several labels for a text, in 12 of 12 rows"),
        ({"text": TEXTS, "cats": [{"A": 1, "B": 1}] * 12}, "'cats' has several labels for a text, in 12 of 12 rows"),
        (
            {"plot": TEXTS, "genres": ["a;b", "b;c", "c;a", "a"] * 3},
            "'genres' has several labels in most cells, such as 'a;b': .* --label-column 'genres'",
        ),
        ({"plot": TEXTS, "genre": ["a|b", "b|c", "c|a", "a|b|c"] * 3}, "'genre' has several labels in most cells"),
    ],
)
def test_what_is_not_clear_is_asked(tmp_path: Path, columns: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=rf"a\.jsonl: {message}"):
        chosen(tmp_path, columns)
    text = next(iter(columns))
    assert chosen(tmp_path, columns, labelled=False) == (text, None)
    assert chosen(tmp_path, columns, None, list(columns)[-1]) == (text, list(columns)[-1])


def test_a_label_with_a_comma_is_one(tmp_path: Path) -> None:
    labels = ["Books, Music & Video", "Home, Garden & Tools", "Toys, Kids & Baby"] * 4
    assert chosen(tmp_path, {"text": TEXTS, "label": labels}) == ("text", "label")


def test_labels_that_are_asked_for_have_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none of the columns 'id' looks like labels: --label-column NAME"):
        chosen(tmp_path, {"text": TEXTS, "id": range(12)}, labelled=True)


def test_names_are_those_of_the_table(tmp_path: Path) -> None:
    columns = {"text": TEXTS, "kind": KINDS}
    for named, message in (
        ((None, "Kind"), "has no column 'Kind'; there are: 'text', 'kind'"),
        (("kind", "kind"), "cannot be both the text and its label"),
    ):
        with pytest.raises(InputError, match=message):
            chosen(tmp_path, columns, *named)
    assert chosen(tmp_path, columns, "kind", None, labelled=False) == ("kind", None)
    assert chosen(tmp_path, columns, None, "text") == ("kind", "text")


def test_a_first_line_that_is_a_row_is_named_unless_the_column_is(tmp_path: Path) -> None:
    columns = {"some words": TEXTS, "x": KINDS}
    with pytest.raises(InputError, match="the first line names a column 'x', which is a label below: name the columns"):
        chosen(tmp_path, columns)
    assert chosen(tmp_path, columns, None, "x") == ("some words", "x")


def test_a_header_that_stands_there_again_is_refused_with_its_lines(tmp_path: Path) -> None:
    part = "text,label\n" + "a b,x\nb a,y\n" * 3
    (tmp_path / "a.csv").write_text(part * 8)
    with pytest.raises(InputError, match=r"line 8; .*line 15; .*line 36; and 2 more: the header stands there again"):
        describe_columns(tmp_path / "a.csv", UTF8)
