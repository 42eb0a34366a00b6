"""Tokenizers as they are once fitted: Hugging Face tokenizers, each saved as one `tokenizer.json`.

Token 0 marks where a text begins and ends. Except for words with `unknown: unk`, nothing is ever unknown: a piece
that is not in the vocabulary is spelled, in characters that training saw or else in UTF-8 bytes (`<0x00>` to
`<0xFF>`), so that every text comes back exactly and every character of it is scored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tokenizers import Tokenizer

from textrnn.errors import InputError, reading

END = "<end of text>"
END_ID = 0
UNKNOWN = "<unk>"
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


def read_tokenizer(path: Path) -> Tokenizer:
    """Read a fitted tokenizer."""
    with reading(path):
        return Tokenizer.from_str(path.read_text(encoding="utf-8"))


def encode(tokenizer: Tokenizer, text: str) -> list[int]:
    """The ids of a text.

    Raises:
        InputError: as for `searching`.
    """
    with searching():
        (encoding,) = tokenizer.encode_batch_fast([text], add_special_tokens=False)
    ids: list[int] = encoding.ids
    return ids


def checked_text(text: str) -> str:
    """The text itself, if a tokenizer can read it.

    Raises:
        InputError: it is no text, or contains a lone surrogate, as what is no UTF-8 becomes on the command line.
    """
    if not isinstance(text, str):
        raise InputError(f"{text!r} is no text")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"the text {text[:40]!r} contains a lone surrogate: write it in UTF-8") from error
    return text


@contextmanager
def searching() -> Iterator[None]:
    """Explain where the search for a pattern gives up on a text, which then panics: no Exception, and in no module.

    Raises:
        InputError: the pattern can be found in too many ways.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(
            f"the tokenizer's pattern takes too many steps on a text ({error}): choose a simpler one"
        ) from error


def stand_ins(tokenizer: Tokenizer) -> list[int]:
    """The tokens that stand for what the vocabulary lacks: the unknown word, or the bytes."""
    tokens = [tokenizer.token_to_id(token) for token in (UNKNOWN, *BYTES)]
    return [token for token in tokens if token is not None]
