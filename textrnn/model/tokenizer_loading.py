"""Loads the tokenizer of a model, checked: anyone may have made it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, models

from textrnn.data.tokenizer import BYTES, END, END_ID, LONGEST_TOKEN, UNKNOWN, parse_tokenizer
from textrnn.data.tokenizer_fitting import Tokenization, prepared
from textrnn.errors import reading
from textrnn.model.layout import TOKENIZER
from textrnn.model.reading import REMEDY, read_file


def load_tokenizer(model: Path, vocabulary_size: int) -> Tokenizer:
    """The tokenizer of a model whose network has vectors for so many tokens.

    Raises:
        InputError: it is damaged, does more than ours do, or has more tokens.
    """
    with reading(model / TOKENIZER, REMEDY):
        text = read_file(model, TOKENIZER).decode("utf-8")
        refuse_foreign(json.loads(text))
        tokenizer = parse_tokenizer(text)
        if max(tokenizer.get_vocab().values(), default=0) >= vocabulary_size:
            raise ValueError(f"it has tokens beyond the {vocabulary_size} that the network knows")
    return tokenizer


def refuse_foreign(tokenizer: dict[str, Any]) -> None:
    """Refuse what would change texts, cut them, or make gigabytes of them.

    Raises:
        ValueError: it does more than a tokenizer of ours.
    """
    pattern = tokenizer["pre_tokenizer"]["pretokenizers"][-1]["pattern"]["Regex"]
    if without_model(tokenizer) not in map(without_model, known_tokenizers(pattern)):
        raise ValueError("it does more than cut a text by a pattern")
    model = tokenizer["model"]
    if not any(is_like(settings(model), known) for known in known_settings()):
        raise ValueError("it is no tokenizer of characters, words or byte pairs as textrnn makes them")
    refuse_odd_tokens(model["vocab"], BYTES if model["type"] == "BPE" else [UNKNOWN])


def refuse_odd_tokens(vocabulary: dict[str, int], needed: list[str]) -> None:
    """Refuse tokens that would make gigabytes of a text, and a vocabulary by which parts of texts would be lost.

    Raises:
        ValueError: there are some, or there is not what is needed.
    """
    if max(map(len, vocabulary)) > LONGEST_TOKEN:
        raise ValueError(f"it has a token of more than {LONGEST_TOKEN:,} characters")
    if vocabulary.get(END) != END_ID or not vocabulary.keys() >= set(needed):
        raise ValueError("it lacks tokens that stand for what the vocabulary lacks")


def known_tokenizers(pattern: str) -> Iterator[dict[str, Any]]:
    """All tokenizers of ours with this pattern, without their vocabularies."""
    for kind in ("bpe", "word"):
        for lowercase in (False, True):
            params = Tokenization(
                kind=kind, lowercase=lowercase, pattern=pattern, vocabulary_size=258, min_count=1, unknown="unk"
            )
            yield json.loads(prepared(Tokenizer(models.BPE()), params).to_str())


def is_like(read: dict[str, Any], known: dict[str, Any]) -> bool:
    """Whether settings are the known ones; those that other versions of the library do not write may be missing."""
    needed = {"type", "byte_fallback", "unk_token"} & {name for name, value in known.items() if value is not None}
    return needed <= read.keys() and read.items() <= known.items()


def known_settings() -> Iterator[dict[str, Any]]:
    """What tokenizers of ours do with their vocabularies."""
    for model in (
        models.BPE(byte_fallback=True),
        models.BPE(byte_fallback=True, ignore_merges=True),
        models.WordLevel({UNKNOWN: 0}, unk_token=UNKNOWN),
    ):
        yield settings(json.loads(Tokenizer(model).to_str())["model"])


def settings(model: dict[str, Any]) -> dict[str, Any]:
    """What a tokenizer does with its vocabulary."""
    return {name: value for name, value in model.items() if name not in {"vocab", "merges"}}


def without_model(tokenizer: dict[str, Any]) -> dict[str, Any]:
    """What a tokenizer does before and after it looks into its vocabulary."""
    return {name: value for name, value in tokenizer.items() if name != "model"}
