"""Passages and what they cost, held against adding up character by character."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.test_tokenizer import FITTED, TEXTS
from textrnn.data.arrays import TokenArrays
from textrnn.data.tokenizer import END_ID
from textrnn.generation.passages import TokenShapes, cut, token_texts

PIECES = st.sampled_from([*TEXTS, "\n", "To be ", "日本 🎭", "é", "", "x" * 40])
WORKS = st.lists(st.lists(PIECES, max_size=8).map("".join), min_size=1, max_size=4)


def encoded(kind: str, texts: list[str]) -> TokenArrays:
    """Texts as the stage encode writes running text."""
    documents = [[END_ID, *FITTED[kind].encode(text, add_special_tokens=False).ids, END_ID] for text in texts]
    ends = np.cumsum([len(ids) for ids in documents])
    return TokenArrays(np.concatenate(documents), ends, np.array([len(text) for text in texts]), None)


@pytest.mark.parametrize("kind", FITTED)
@given(texts=WORKS)
def test_tokens_have_all_characters_of_a_text(kind: str, texts: list[str]) -> None:
    arrays = encoded(kind, texts)
    characters = TokenShapes.of(FITTED[kind]).characters[arrays.ids]
    assert np.add.reduceat(characters, arrays.starts).tolist() == arrays.characters.tolist()


@pytest.mark.parametrize("kind", FITTED)
@pytest.mark.parametrize("size", [3, 30])
@given(texts=WORKS, seed=st.integers(0, 1000))
def test_passages_are_the_texts_and_cost_what_their_tokens_cost(
    kind: str, size: int, texts: list[str], seed: int
) -> None:
    arrays = encoded(kind, texts)
    nats = np.random.default_rng(seed).random(len(arrays.ids))
    passages = cut(arrays, TokenShapes.of(FITTED[kind]), size)
    joined = [""] * len(texts)
    for text, start, end, characters, bits in zip(*passages, passages.bits(nats), strict=True):
        pieces = token_texts(FITTED[kind], arrays.ids[start:end].tolist(), nats[start:end].tolist())
        shown = "".join(piece for piece, _ in pieces)
        assert len(shown) == characters
        assert sum(cost for _, cost in pieces) == pytest.approx(bits * math.log(2))
        joined[text] += shown
    assert joined == texts
    assert passages.bits(nats).sum() == pytest.approx(nats.sum() / math.log(2))
    assert passages.characters.max() <= size + 2 * (size // 3) + 60  # One token has up to 57 characters here.


def test_a_passage_ends_where_a_line_does() -> None:
    lines = [f"line {number:04}\n" for number in range(50)]
    arrays = encoded("char", ["".join(lines), "x" * 100])
    passages = cut(arrays, TokenShapes.of(FITTED["char"]), 64)
    lengths = passages.characters[passages.texts == 0].tolist()
    assert [length % 10 for length in lengths] == [0] * len(lengths)
    assert set(lengths[:-1]) <= {60, 70}
    assert passages.characters[passages.texts == 1].tolist() == [64, 36]


def test_the_bytes_of_a_character_are_one_token() -> None:
    ids = FITTED["char"].encode("to 語", add_special_tokens=False).ids
    pieces = token_texts(FITTED["char"], [*ids, END_ID], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
    assert pieces == [["t", 1.0], ["o", 2.0], [" ", 3.0], ["語", 15.0], ["", 7.0]]
