from pathlib import Path

import pytest

from textrnn.data.records import Record
from textrnn.data.statistics import Statistics
from textrnn.report.data_report import write_report
from textrnn.report.markdown import escaped


def statistics_of(*records: Record) -> Statistics:
    statistics = Statistics()
    for record in records:
        statistics.add(record)
    return statistics


def documents(labels: dict[str, int], text: str = "text") -> Statistics:
    return statistics_of(
        *(Record(f"{text} {label} {number}", label, "a") for label, count in labels.items() for number in range(count))
    )


def test_a_report_of_classes_has_the_numbers_side_by_side(tmp_path: Path) -> None:
    splits = {
        "train": documents({"money|fx": 12, "<rare>": 3, "a_b": 2}),
        "valid": documents({"money|fx": 2}, "other"),
        "test": documents({"a_b": 1}),
    }
    splits["test"].add(Record("other money|fx 1", "money|fx", "a"))
    splits["train"].add(Record("text a_b 0", "a_b", "a"))
    parts = {
        name: {
            "documents": statistics.documents,
            "tokens": 1000 * statistics.documents,
            "median_length": 7,
            "length_quantile": 12,
            "tokens_outside_vocabulary": 0.01234,
        }
        for name, statistics in splits.items()
    }
    write_report(tmp_path / "report.md", parts, splits, 0.95)
    assert (tmp_path / "report.md").read_text().splitlines() == [
        "# Data",
        "",
        "|  | train | valid | test |",
        "| --- | --- | --- | --- |",
        "| documents | 18 | 2 | 2 |",
        "| tokens | 18,000 | 2,000 | 2,000 |",
        "| tokens of the median document | 7 | 7 | 7 |",
        "| tokens that 95% of the documents do not exceed | 12 | 12 | 12 |",
        "| tokens outside the vocabulary | 1.23% | 1.23% | 1.23% |",
        "| duplicates of an earlier text | 1 | 0 | 0 |",
        r"| class money\|fx | 12 | 2 | 1 |",
        "| class &lt;rare> | 3 | 0 | 0 |",
        r"| class a\_b | 3 | 0 | 1 |",
        "",
        "- scripts: Latin 100%",
        "- 1 of the 18 training texts are duplicates of an earlier one",
        r"- the largest class, money\|fx, has 67% of the training documents",
        r"- little can be learned of classes with fewer than 10 documents: a\_b (3), &lt;rare> (3)",
        "- 2 of the 2 test texts (100.0%) are in the training data, word for word",
    ]


def test_a_report_of_running_text_names_the_largest(tmp_path: Path) -> None:
    plays = [Record("שלום " * number, None, f"play {number}") for number in range(1, 8)]
    splits = {"train": statistics_of(*plays), "valid": statistics_of(plays[0]), "test": statistics_of(plays[1])}
    parts = {
        name: {"documents": statistics.documents, "characters": statistics.characters, "median_length": 9}
        for name, statistics in splits.items()
    }
    write_report(tmp_path / "report.md", parts, splits, 0.95)
    lines = (tmp_path / "report.md").read_text().splitlines()
    assert "| texts | 7 | 1 | 1 |" in lines
    assert "| characters | 140 | 5 | 10 |" in lines
    assert "| tokens of the median text | 9 | 9 | 9 |" in lines
    assert lines[-3:] == [
        "- scripts: Hebrew 100%",
        "- some text runs from right to left; the network reads it in the order in which it is stored",
        "- the largest of 7 training texts: play 7; play 6; play 5; play 4; play 3",
    ]


def test_a_report_says_how_much_is_cut_off(tmp_path: Path) -> None:
    splits = dict.fromkeys(("train", "valid", "test"), documents({"a": 1200, "b": 12}))
    for cut, unread, remarks in (
        (
            1100,
            0.25,
            [
                "- of 1,100 of the 1,212 training documents only the first 1,000 tokens are read "
                "(`pad.max_length`), so 25.00% of all tokens are not"
            ],
        ),
        (0, 0.0, []),
    ):
        parts = {name: {"documents": 1212, "documents_cut": cut, "tokens_not_read": unread} for name in splits}
        write_report(tmp_path / "report.md", parts, splits, 0.95, 1000)
        lines = (tmp_path / "report.md").read_text().splitlines()
        assert f"| documents of which only 1000 tokens are read | {cut:,} | {cut:,} | {cut:,} |" in lines
        assert f"| tokens that are not read | {unread:.2%} | {unread:.2%} | {unread:.2%} |" in lines
        assert [line for line in lines if "pad.max_length" in line] == remarks


def test_only_a_few_of_many_rare_classes_are_named(tmp_path: Path) -> None:
    splits = dict.fromkeys(("train", "valid", "test"), documents({f"c{number}": 2 for number in range(9)}))
    write_report(tmp_path / "report.md", {name: {"documents": 18} for name in splits}, splits, 0.95)
    assert ": c8 (2), c7 (2), c6 (2), c5 (2), c4 (2) and 4 more\n" in (tmp_path / "report.md").read_text()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\t c", "a b c"),
        ("*a*", r"\*a\*"),
        ("`a`", r"\`a\`"),
        ("[a](b)", r"\[a\](b)"),
        ("&lt;", "&amp;lt;"),
        ("a\\|b", r"a\\\|b"),
    ],
)
def test_a_cell_shows_a_text_as_it_stands(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_no_character_of_a_label_steers_a_terminal(tmp_path: Path) -> None:
    bad = "\x1b[31m\u202e\x9b"
    splits = {name: documents({bad: 3, "b": 2}) for name in ("train", "valid", "test")}
    write_report(tmp_path / "report.md", {name: {} for name in splits}, splits, 0.95)
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "class ␛\\[31m\ufffd\ufffd" in text
    assert not {"\x1b", "\u202e", "\x9b"} & set(text)
