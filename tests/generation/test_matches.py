"""Copied text is found exactly: held against a search for every stretch; and in a corpus with a planted copy."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textrnn.data.corpora import cut_paragraphs
from textrnn.data.records import Record
from textrnn.generation import matches
from textrnn.generation.matches import chunks, find_matches
from textrnn.generation.suffixes import suffix_order
from tools.pipeline import ROOT

LETTERS = st.text(st.sampled_from("ab\0日"), max_size=14)
RECORDS = st.lists(st.builds(Record, LETTERS, st.none(), st.sampled_from("xy")), min_size=1, max_size=6)


@given(st.lists(st.integers(0, 2), min_size=1, max_size=60) | st.lists(st.integers(0, 50), min_size=1))
def test_suffixes_are_in_their_order(codes: list[int]) -> None:
    assert suffix_order(np.array(codes), len(codes)).tolist() == sorted(
        range(len(codes)), key=lambda start: codes[start:]
    )


@pytest.mark.parametrize(
    "codes", [[0] * 200, [*[7, 300, 9, 40] * 20, 1, *[7, 300, 9, 40] * 20, 2], [*range(50), *range(50), *range(49)]]
)
def test_suffixes_that_have_much_in_common(codes: list[int]) -> None:
    assert suffix_order(np.array(codes), len(codes)).tolist() == sorted(
        range(len(codes)), key=lambda start: codes[start:]
    )


def test_suffixes_are_ordered_as_far_as_asked() -> None:
    codes = [1, 2] * 500 + [3]
    order = suffix_order(np.array(codes), 64).tolist()
    assert [codes[start : start + 64] for start in order] == sorted(codes[start : start + 64] for start in order)


def texts_of(records: list[Record]) -> list[tuple[str, str]]:
    """The sources that follow each other, with their texts."""
    return [
        (source, "".join(record.text for record in own))
        for source, own in groupby(records, key=lambda record: record.source)
    ]


@pytest.mark.parametrize("size", [1, 5, 1000])
@given(texts=st.lists(LETTERS, min_size=1, max_size=4), records=RECORDS)
def test_matches_are_those_of_a_search_for_every_stretch(texts: list[str], records: list[Record], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matches, "CHUNK", size)
        found, names = find_matches(texts, records)
    known = texts_of(records)
    for text, own in zip(texts, found, strict=True):
        longest = [
            max(
                end - start
                for end in range(start, len(text) + 1)
                if any(text[start:end] in whole for _, whole in known)
            )
            for start in range(len(text))
        ]
        assert own.lengths.tolist() == longest
        for start, length in enumerate(longest):
            if length:
                stretch = text[start : start + length]
                assert any(stretch in whole for source, whole in known if source == names[own.sources[start]])


def test_what_is_cut_is_there_again_with_what_came_before() -> None:
    records = [Record("abc", None, "x"), Record("defg", None, "x"), Record("hi", None, "x"), Record("jk", None, "y")]
    assert list(chunks(records, 6, overlap=2)) == [[("x", "abcdefg")], [("x", "fghi"), ("y", "jk")]]
    assert list(chunks(records, 100, overlap=2)) == [[("x", "abcdefghi"), ("y", "jk")]]


WORDS = [f"{stem}{ending}" for stem in ("qua", "lor", "mir", "den", "sal", "tov") for ending in ("", "e", "im", "ast")]


def babble(seed: int, words: int) -> str:
    """Words drawn at random: no long stretch comes twice."""
    return " ".join(np.random.default_rng(seed).choice(WORDS, words).tolist())


def test_a_planted_copy_is_found() -> None:
    training = [Record(babble(seed, 4000), None, f"book {seed}") for seed in range(3)]
    stolen = training[1].text[5000:5160]
    texts = [babble(7, 100), f"{babble(8, 60)}<{stolen}>{babble(9, 60)}"]
    (honest, thief), names = find_matches(texts, training)
    assert honest.lengths.max() < 50
    place = texts[1].index(stolen)
    assert (int(thief.lengths.argmax()), int(thief.lengths.max())) == (place, len(stolen))
    assert names[thief.sources[place]] == "book 1"
    assert max(np.delete(thief.lengths, range(place, place + len(stolen)))) < 50


def test_a_log_that_repeats_itself_comes_out_high() -> None:
    with (ROOT / "docs/examples/keeper.md").open(encoding="utf-8") as file:
        pieces = list(cut_paragraphs(file, 3000))
    training = [Record(text, None, str(number)) for number, text in enumerate(pieces) if number % 10]
    found, _ = find_matches(pieces[::10], training)
    shares = []
    for own in found:
        inside = np.zeros(len(own.lengths), dtype=bool)
        for start in np.flatnonzero(own.lengths >= 50):
            inside[start : start + own.lengths[start]] = True
        shares.append(inside.mean())
    assert min(shares) > 0.5
