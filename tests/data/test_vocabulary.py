"""How much of a text is known, held against counting its words, or its characters, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tests.data.test_tokenizer import FITTED, TEXTS, params
from textrnn.data.tokenizer import encode
from textrnn.data.tokenizer_fitting import fit
from textrnn.data.vocabulary import Vocabulary
from textrnn.ingest.proposal_classifier import WORD_OR_SIGN

WORDS = fit(["To be, or not to be: 👍 12", "be!"], params("word", pattern=WORD_OR_SIGN, unknown="unk", lowercase=True))
SEEN = set("".join(TEXTS))


def share(tokenizer: Tokenizer, text: str) -> float:
    return Vocabulary(tokenizer).share(encode(tokenizer, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("To be", 1.0),
        ("zzz qqq", 0.0),
        ("zzz, qqq: !!!", 0.0),  # Signs are no words, though the model knows these.
        ("be, zzz", 0.5),
        ("NOT 12 13", 2 / 3),
        ("👍", 1.0),
        ("🎭 be", 0.5),
        ("日本", 0.0),
        ("", 0.0),
        (" \n", 0.0),
        (", !", 0.0),
        ("<unk> <end of text>", 0.0),
    ],
)
def test_of_words_those_are_known_that_training_had(text: str, expected: float) -> None:
    assert Vocabulary(WORDS).unit == "words"
    assert share(WORDS, text) == pytest.approx(expected)


@pytest.mark.parametrize("kind", FITTED)
@given(text=st.text() | st.text("Tobe 日ü🎭\u0800\x00<>0xE6") | st.sampled_from(["", "To be", "<0xE6>", "日 \t\n"]))
def test_of_characters_those_are_known_that_training_had(kind: str, text: str) -> None:
    characters = [sign for sign in text if sign in SEEN or not (sign.isspace() and sign.isascii())]
    counted = [sign for sign in characters if not (sign in SEEN and sign.isspace())]
    expected = sum(sign in SEEN for sign in counted) / len(counted) if counted else 0.0
    assert Vocabulary(FITTED[kind]).unit == "characters"
    assert share(FITTED[kind], text) == pytest.approx(expected)
