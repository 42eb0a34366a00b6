"""The tokenizer of a model: read, and checked to be of those that `tokenizer_fitting.py` makes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, models

from textrnn.data.tokenizer_fitting import Tokenization, prepared
from textrnn.errors import InputError, reading
from textrnn.model.layout import TOKENIZER
from textrnn.model.reading import REMEDY, read_part


def read_fitting_tokenizer(model: Path, vocabulary: int) -> Tokenizer:
    """The tokenizer of a model, whose tokens the network knows.

    Raises:
        InputError: it is damaged, does more than ours do, or knows more tokens.
    """
    with reading(model / TOKENIZER, REMEDY):
        text = read_part(model, TOKENIZER).decode("utf-8")
        refuse_foreign(json.loads(text))
        tokenizer = Tokenizer.from_str(text)
        if max(tokenizer.get_vocab().values(), default=0) >= vocabulary:
            raise ValueError(f"it has tokens beyond the {vocabulary} that the network knows")
    return tokenizer


def refuse_foreign(found: dict[str, Any]) -> None:
    """Refuse what would change texts, cut them, or make gigabytes of them.

    Raises:
        ValueError: it does more than a tokenizer of ours.
    """
    pattern = found["pre_tokenizer"]["pretokenizers"][-1]["pattern"]["Regex"]
    if without_model(found) not in map(without_model, possible(pattern)):
        raise ValueError("it does more than cut a text by a pattern")
    model = found["model"]
    if model["type"] not in {"BPE", "WordLevel"} or model.get("dropout") is not None:
        raise ValueError("it is no tokenizer of characters, words or byte pairs")
    if model["type"] == "WordLevel" and model["unk_token"] not in model["vocab"]:
        raise ValueError("it has no token for unknown words")


def possible(pattern: str) -> Iterator[dict[str, Any]]:
    """All tokenizers that this pattern may be of, without their vocabularies."""
    for kind in ("bpe", "word"):
        for lowercase in (False, True):
            params = Tokenization(
                kind=kind, lowercase=lowercase, pattern=pattern, vocabulary_size=258, min_count=1, unknown="unk"
            )
            yield json.loads(prepared(Tokenizer(models.BPE()), params).to_str())


def without_model(tokenizer: dict[str, Any]) -> dict[str, Any]:
    """What a tokenizer does before and after its vocabulary is asked."""
    return {name: value for name, value in tokenizer.items() if name != "model"}


def whole(text: str) -> str:
    """The text itself, which a tokenizer can read.

    Raises:
        InputError: it is no text, or has half a character, as what is no UTF-8 becomes on the command line.
    """
    if not isinstance(text, str):
        raise InputError(f"{text!r} is no text")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"the text {text[:40]!r} holds half a character: write it in UTF-8") from error
    return text
