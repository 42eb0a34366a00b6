import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from textrnn.data.tokenizer import BYTES, END, END_ID, UNKNOWN, encode
from textrnn.data.tokenizer_fitting import Tokenization, fit
from textrnn.errors import InputError
from tools.pipeline import ROOT

PATTERN = r" ?\p{L}+| ?\p{N}+|[^\s\p{L}\p{N}]+(?: *\n+)?|\s+"
TEXTS = ["**HAMLET**  \nTo be, or not to be:\nthat is the question.\n", "To be, to be!", "é 12 21"]


def params(kind: str, **changes: object) -> Tokenization:
    values: dict[str, object] = {"kind": kind, "lowercase": False, "pattern": PATTERN, "vocabulary_size": 330}
    return Tokenization.model_validate(values | {"min_count": 1, "unknown": "spell"} | changes)


FITTED = {kind: fit(TEXTS, params(kind)) for kind in ("char", "word", "bpe")}


def tokens(tokenizer: Tokenizer, text: str) -> list[str]:
    found: list[str] = tokenizer.encode(text, add_special_tokens=False).tokens
    return found


@pytest.mark.parametrize("kind", FITTED)
@settings(max_examples=200)
@given(text=st.text() | st.sampled_from([f"{END}<0x41>{UNKNOWN}", "a\r\n\u2028b", "日本 🎭\x00", *TEXTS]))
def test_every_text_comes_back_exactly(kind: str, text: str) -> None:
    ids = FITTED[kind].encode(text, add_special_tokens=False).ids
    assert FITTED[kind].decode(ids, skip_special_tokens=False) == text
    assert END_ID not in ids


@pytest.mark.parametrize("kind", FITTED)
def test_unseen_characters_are_spelled_in_bytes(kind: str) -> None:
    assert tokens(FITTED[kind], "語") == [f"<0x{byte:02X}>" for byte in "語".encode()]


def test_characters_are_all_characters_of_the_training_text() -> None:
    counts = Counter("".join(TEXTS))
    vocabulary = FITTED["char"].get_vocab()
    assert sorted(vocabulary, key=vocabulary.__getitem__) == [
        END,
        *BYTES,
        *sorted(counts, key=lambda character: (-counts[character], character)),
    ]


def test_words_are_the_most_frequent_ones() -> None:
    tokenizer = fit(["b b b c c a a d", "b"], params("word", pattern=r"\w+", unknown="unk", vocabulary_size=258))
    assert tokens(tokenizer, "a b  c d\ne") == ["a", "b", "c", "d", UNKNOWN]
    small = fit(["b b b c c a a d", "b"], params("word", pattern=r"\w+", unknown="unk", min_count=2))
    assert small.get_vocab() == {END: 0, UNKNOWN: 1, "b": 2, "a": 3, "c": 4}


def test_words_outside_the_vocabulary_are_spelled() -> None:
    assert tokens(FITTED["word"], "To be at") == ["To", " be", " ", "a", "t"]


def test_byte_pairs_are_merged_as_sennrich_does() -> None:
    tokenizer = fit(["low low low low low lowest lowest newer newer newer wider"], params("bpe", vocabulary_size=274))
    assert tokens(tokenizer, "low") == ["low"]
    assert tokens(tokenizer, " lower") == [" low", "er"]


def test_byte_pairs_do_not_cross_words() -> None:
    assert tokens(FITTED["bpe"], "To be") == ["To", " be"]
    assert tokens(FITTED["bpe"], "HAMLET**  \nTo")[-2:] == ["**  \n", "To"]


def test_lowercase() -> None:
    tokenizer = fit(TEXTS, params("word", lowercase=True, pattern=r"\w+", unknown="unk"))
    assert tokens(tokenizer, "HAMLET hamlet To") == ["hamlet", "hamlet", "to"]


@pytest.mark.parametrize("kind", FITTED)
@pytest.mark.parametrize("pattern", [PATTERN, r"\S+|\s+", r"[\s\S]+"])
@pytest.mark.parametrize("text", [END, UNKNOWN, "<0x41>", "a <0x41>"])
def test_a_text_cannot_pass_for_a_special_token(kind: str, pattern: str, text: str) -> None:
    tokenizer = fit(["<0x41> <0x42> b" * 9, *[text] * 9, *TEXTS], params(kind, pattern=pattern, vocabulary_size=400))
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    assert END_ID not in ids
    assert tokenizer.decode(ids, skip_special_tokens=False) == text
    assert sorted(tokenizer.get_vocab().values()) == list(range(tokenizer.get_vocab_size()))


def test_a_word_cannot_pass_for_the_unknown_one() -> None:
    tokenizer = fit([f"{END} {UNKNOWN} gold"], params("word", pattern=r"\S+", unknown="unk"))
    assert tokens(tokenizer, UNKNOWN) == ["<", "unk>"]


def test_a_vocabulary_without_room_for_the_characters_is_refused() -> None:
    with pytest.raises(InputError, match="set vocabulary_size to more than 28"):
        fit(TEXTS, params("bpe", vocabulary_size=260))


def test_rare_pairs_are_not_merged() -> None:
    rare = fit(["ab ab ab cd"], params("bpe", min_count=2))
    assert tokens(rare, "ab cd") == ["ab", " ", "c", "d"]


@pytest.mark.parametrize("kind", ["word", "bpe"])
def test_a_pattern_without_end_is_refused(kind: str) -> None:
    with pytest.raises(InputError, match=r"pattern takes too many steps on a text .*: choose a simpler one"):
        fit(["a" * 40 + "§"], params(kind, pattern=r"(a|aa|a*)*$§"))
    fitted = fit(["to be"] * 3, params(kind, pattern=r"(a|aa|a*)*$§"))
    with pytest.raises(InputError, match="too many steps"):
        encode(fitted, "a" * 40 + "§")


@pytest.mark.parametrize("kind", FITTED)
def test_fitting_does_not_depend_on_the_hash_seed(kind: str) -> None:
    code = "import sys; sys.path.insert(0, '.'); from tests.data.test_tokenizer import *; "
    code += f"print(fit(TEXTS, params({kind!r})).to_str(), end='')"
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code]
        environment = {"PYTHONHASHSEED": seed, "PATH": ""}
        found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        assert found.stdout == FITTED[kind].to_str()
