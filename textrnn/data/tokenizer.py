"""Tokenizers as they are once fitted: Hugging Face tokenizers, each saved as one `tokenizer.json`.

Token 0 marks where a text begins and ends. Except for words with `unknown: unk`, nothing is ever unknown: a piece
that is not in the vocabulary is spelled, in characters that training saw or else in UTF-8 bytes (`<0x00>` to
`<0xFF>`), so that every text comes back exactly and every character of it is scored.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from tokenizers import Tokenizer

from textrnn.errors import InputError, reading

END = "<end of text>"
END_ID = 0
UNKNOWN = "<unk>"
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
LONGEST_TOKEN = 1000  # Characters.
LONG = 2000  # Characters of a text from which on the search for a pattern may be one to be interrupted.
Result = TypeVar("Result")


def read_tokenizer(path: Path) -> Tokenizer:
    """Read a fitted tokenizer."""
    with reading(path):
        return parse_tokenizer(path.read_text(encoding="utf-8"))


def parse_tokenizer(text: str) -> Tokenizer:
    """A tokenizer from its JSON.

    Raises:
        ValueError: it is none; the library raises anything from Exception to panics.
    """
    try:
        return Tokenizer.from_str(text)
    except BaseException as error:
        if isinstance(error, Exception) or is_panic(error):
            raise ValueError(str(error)) from error
        raise


def encode(tokenizer: Tokenizer, text: str, seconds: float | None = None) -> list[int]:
    """The ids of a text.

    Raises:
        TimeoutError: it takes longer.
        InputError: as for `searching`.
    """
    if seconds is None and len(text) < LONG:
        return encode_all(tokenizer, [text])[0]
    return interruptible(lambda: encode_all(tokenizer, [text])[0], seconds)


def encode_all(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """The ids of several texts.

    Raises:
        InputError: as for `searching`.
    """
    with searching():
        return [encoding.ids for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]


def interruptible(work: Callable[[], Result], seconds: float | None = None) -> Result:
    """The result of work in native code, done by another thread, so that Ctrl-C ends the wait for it.

    Raises:
        TimeoutError: it takes longer. The thread goes on, and ends with the process.
    """
    done: list[tuple[Any, BaseException | None]] = []

    def run() -> None:
        try:
            done.append((work(), None))
        except BaseException as error:
            done.append((None, error))

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not done:
        raise TimeoutError
    result: Result
    ((result, error),) = done
    if error is not None:
        raise error
    return result


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
    """Explain where the search for a pattern gives up on a text.

    Raises:
        InputError: the pattern can be found in too many ways.
    """
    try:
        yield
    except BaseException as error:
        if not is_panic(error):
            raise
        raise InputError(
            f"the tokenizer's pattern takes too many steps on a text ({error}): choose a simpler one"
        ) from error


def is_panic(error: BaseException) -> bool:
    """Whether native code gave up: no Exception, and of a type in no module."""
    return type(error).__name__ == "PanicException"


def written_tokens(path: Path) -> list[str]:
    """The tokens of a fitted tokenizer by their numbers; "" for those that are no part of a text as it is written."""
    tokenizer = read_tokenizer(path)
    numbers = tokenizer.get_vocab()
    unwritten = {END_ID, *stand_ins(tokenizer)}
    return ["" if numbers[token] in unwritten else token for token in sorted(numbers, key=numbers.__getitem__)]


def stand_ins(tokenizer: Tokenizer) -> list[int]:
    """The tokens that stand for what the vocabulary lacks: the unknown word, or the bytes."""
    tokens = [tokenizer.token_to_id(token) for token in (UNKNOWN, *BYTES)]
    return [token for token in tokens if token is not None]
