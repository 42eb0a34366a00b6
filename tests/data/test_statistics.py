from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textrnn.data.records import Record
from textrnn.data.statistics import Statistics, script
from textrnn.report.data_report import write_report
from textrnn.report.markdown import literal

WORDS = st.text(st.sampled_from("abצ日 "), max_size=5)
RECORDS = st.lists(st.builds(Record, WORDS, st.sampled_from(["x", "y"]), st.sampled_from(["one", "two"])))


def survey_of(*records: Record) -> Statistics:
    found = Statistics()
    for record in records:
        found.add(record)
    return found


def documents(labels: dict[str, int], text: str = "text") -> Statistics:
    return survey_of(
        *(Record(f"{text} {label} {number}", label, "a") for label, count in labels.items() for number in range(count))
    )


@given(RECORDS)
def test_counts_are_those_of_all_records(records: list[Record]) -> None:
    found = survey_of(*records)
    texts = [record.text for record in records]
    letters = [letter for text in texts for letter in text if letter.isalpha()]
    assert found.documents == len(records)
    assert found.characters == len("".join(texts))
    assert found.repeated == len(texts) - len(set(texts))
    half = len(records) // 2
    parts = [survey_of(*records[:half]), survey_of(), survey_of(*records[half:])]
    assert parts[0].texts_in(*parts[1:]) == sum(text in texts[half:] for text in texts[:half])
    assert found.labels == {
        label: count for label in "xy" if (count := sum(record.label == label for record in records))
    }
    for source in ("one", "two"):
        assert found.works[source] == sum(len(record.text) for record in records if record.source == source)
    assert found.scripts["Latin"] == sum(letter in "ab" for letter in letters)
    shares = found.script_shares(0)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert sum(shares.values()) == pytest.approx(1 if letters else 0)


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("a", "Latin"),
        ("ß", "Latin"),
        ("я", "Cyrillic"),
        ("ש", "Hebrew"),
        ("م", "Arabic"),
        ("日", "Han"),
        ("ひ", "Hiragana"),
        ("한", "Hangul"),
        ("ไ", "Thai"),
        ("\ue000", "Unnamed"),
    ],
)
def test_scripts_are_told_by_unicode(letter: str, name: str) -> None:
    assert script(letter) == name


def test_rare_scripts_are_left_out_of_shares() -> None:
    found = survey_of(Record("a" * 199 + "日", None, "a"), Record("!? 12", None, "a"))
    assert found.script_shares() == {"Latin": 0.995}
    assert survey_of(Record("12", None, "a")).script_shares() == {}
    assert survey_of(Record("a" * 200 + "日" * 999, None, "a")).script_shares() == {"Latin": 1.0}


def test_unlabelled_records_are_no_class() -> None:
    assert not survey_of(Record("a", None, "a")).labels


def test_a_report_of_classes_has_the_numbers_side_by_side(tmp_path: Path) -> None:
    surveys = {
        "train": documents({"money|fx": 12, "<rare>": 3, "a_b": 2}),
        "valid": documents({"money|fx": 2}, "other"),
        "test": documents({"a_b": 1}),
    }
    surveys["test"].add(Record("other money|fx 1", "money|fx", "a"))
    surveys["train"].add(Record("text a_b 0", "a_b", "a"))
    parts = {
        name: {
            "documents": survey.documents,
            "tokens": 1000 * survey.documents,
            "median_length": 7,
            "length_of_share": 12,
            "tokens_outside_vocabulary": 0.01234,
        }
        for name, survey in surveys.items()
    }
    write_report(tmp_path / "report.md", parts, surveys, 0.95)
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
        "- 2 of the 2 test texts (100.0%) stand in training, too, word for word",
    ]


def test_a_report_of_works_names_the_largest(tmp_path: Path) -> None:
    works = [Record("שלום " * number, None, f"work {number}") for number in range(1, 8)]
    surveys = {"train": survey_of(*works), "valid": survey_of(works[0]), "test": survey_of(works[1])}
    parts = {name: {"works": len(survey.works), "characters": survey.characters} for name, survey in surveys.items()}
    write_report(tmp_path / "report.md", parts, surveys, 0.95)
    lines = (tmp_path / "report.md").read_text().splitlines()
    assert "| works | 7 | 1 | 1 |" in lines
    assert "| characters | 140 | 5 | 10 |" in lines
    assert lines[-3:] == [
        "- scripts: Hebrew 100%",
        "- some text runs from right to left; the network reads it in the order in which it is stored",
        "- the largest of 7 works of training: work 7; work 6; work 5; work 4; work 3",
    ]


def test_only_a_few_of_many_rare_classes_are_named(tmp_path: Path) -> None:
    surveys = dict.fromkeys(("train", "valid", "test"), documents({f"c{number}": 2 for number in range(9)}))
    write_report(tmp_path / "report.md", {name: {"documents": 18} for name in surveys}, surveys, 0.95)
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
    assert literal(text) == shown
