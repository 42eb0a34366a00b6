import pytest
from hypothesis import given
from hypothesis import strategies as st

from textrnn.data.records import Record
from textrnn.data.scripts import script
from textrnn.data.statistics import Statistics

WORDS = st.text(st.sampled_from("abצ日 "), max_size=5)
RECORDS = st.lists(st.builds(Record, WORDS, st.sampled_from(["x", "y"]), st.sampled_from(["one", "two"])))


def statistics_of(*records: Record) -> Statistics:
    statistics = Statistics()
    for record in records:
        statistics.add(record)
    return statistics


@given(RECORDS)
def test_counts_are_those_of_all_records(records: list[Record]) -> None:
    statistics = statistics_of(*records)
    texts = [record.text for record in records]
    letters = [letter for text in texts for letter in text if letter.isalpha() and script(letter)]
    assert statistics.documents == statistics.records == len(records)
    assert statistics.characters == len("".join(texts))
    assert statistics.repeated == len(texts) - len(set(texts))
    half = len(records) // 2
    parts = [statistics_of(*records[:half]), statistics_of(), statistics_of(*records[half:])]
    assert parts[0].texts_in(*parts[1:]) == sum(text in texts[half:] for text in texts[:half])
    assert statistics.labels == {
        label: count for label in "xy" if (count := sum(record.label == label for record in records))
    }
    for source in ("one", "two"):
        assert statistics.sources[source] == sum(len(record.text) for record in records if record.source == source)
    assert statistics.scripts["Latin"] == sum(letter in "ab" for letter in letters)
    shares = statistics.script_shares(0)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert sum(shares.values()) == pytest.approx(1 if letters else 0)


def test_rare_scripts_are_left_out_of_shares() -> None:
    statistics = statistics_of(Record("a" * 199 + "日", None, "a"), Record("!? 12", None, "a"))
    assert statistics.script_shares() == {"Latin": 0.995}
    assert statistics_of(Record("12", None, "a")).script_shares() == {}
    assert statistics_of(Record("a" * 200 + "日" * 999, None, "a")).script_shares() == {"Latin": 1.0}


def test_widths_and_signs_are_no_scripts() -> None:
    statistics = statistics_of(Record("Ａｂ ｶﾀｶﾅー 5 µ", None, "a"))
    assert statistics.script_shares() == {"Katakana": 4 / 6, "Latin": 2 / 6}


def test_all_records_of_a_source_are_one_document_of_running_text() -> None:
    statistics = statistics_of(*(Record("a", None, source) for source in "aab"))
    assert not statistics.labels
    assert (statistics.records, statistics.documents) == (3, 2)
