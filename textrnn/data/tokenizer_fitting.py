"""Fits tokenizers on training text: characters, words or byte-pair encoding."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from pydantic import Field
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from textrnn.data.patterns import RegularExpression
from textrnn.data.tokenizer import BYTES, END, LONGEST_TOKEN, UNKNOWN, searching, stand_ins
from textrnn.errors import InputError
from textrnn.params.section import Section

CHARACTER = r"[\s\S]"
ALONE = pre_tokenizers.Split("<", "isolated")  # No piece of a text can then look like <unk> or <0x00>.


class Tokenization(Section):
    """How text becomes tokens."""

    kind: Literal["char", "word", "bpe"] = Field(description="what a token is: a character, a word, or a byte pair")
    lowercase: bool = Field(description="make all letters small first")
    pattern: RegularExpression = Field(description="regular expression of a word; byte pairs never cross its bounds")
    vocabulary_size: int = Field(gt=257, le=1_000_000, description="at most so many tokens; rare ones go first")
    min_count: int = Field(ge=1, le=1_000_000_000, description="a token, or a pair, seen less often is left out")
    unknown: Literal["spell", "unk"] = Field(description="what becomes of words outside the vocabulary")

    @property
    def hides_words(self) -> bool:
        """Whether one token stands for all words outside the vocabulary, and what is no word is dropped."""
        return self.kind == "word" and self.unknown == "unk"


def fit(texts: Iterable[str], params: Tokenization) -> Tokenizer:
    """Fit a tokenizer on training texts, read once and one by one.

    Raises:
        InputError: no token is frequent enough, the vocabulary is too small, or the pattern is never found to an end.
    """
    with searching():
        fitted = prepared(Tokenizer(fit_model(texts, params)), params)
    if fitted.get_vocab_size() == len(stand_ins(fitted)) + 1:
        raise InputError(
            "pattern finds nothing in the training text that occurs min_count times: look at pattern, lowercase and "
            "min_count of tokenize in params.yaml"
        )
    return fitted


def fit_model(texts: Iterable[str], params: Tokenization) -> models.Model:
    """The vocabulary, and how words that it lacks are put together."""
    if params.hides_words:
        return fit_words(texts, params)
    return fit_byte_pairs(texts, params) if params.kind == "bpe" else fit_spelling(texts, params)


def prepared(tokenizer: Tokenizer, params: Tokenization) -> Tokenizer:
    """Set how texts are cut into words before the model sees them, and how tokens are joined again."""
    if params.lowercase:
        tokenizer.normalizer = normalizers.Lowercase()
    if params.hides_words:
        words = pre_tokenizers.Split(Regex(params.pattern), "removed", invert=True)
    else:
        words = pre_tokenizers.Split(Regex(CHARACTER if params.kind == "char" else params.pattern), "isolated")
        tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([ALONE, words])
    return tokenizer


def fit_words(texts: Iterable[str], params: Tokenization) -> models.WordLevel:
    """The most frequent words, ties in alphabetical order, and one token for all others."""
    tokenizer = prepared(Tokenizer(models.WordLevel()), params)
    trainer = trainers.WordLevelTrainer(
        vocab_size=params.vocabulary_size - 2, min_frequency=params.min_count, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    words = [word for word in by_id(tokenizer.get_vocab()) if len(word) <= LONGEST_TOKEN]
    return models.WordLevel(numbered([END, UNKNOWN, *words]), unk_token=UNKNOWN)


def fit_byte_pairs(texts: Iterable[str], params: Tokenization) -> models.BPE:
    """Byte-pair encoding (Sennrich 2016, arXiv:1508.07909) over characters, with bytes for unseen ones.

    Raises:
        InputError: the vocabulary has no room for the characters of the training text.
    """
    tokenizer = prepared(Tokenizer(models.BPE()), params)
    special = [END, *BYTES]
    trainer = trainers.BpeTrainer(
        vocab_size=params.vocabulary_size - len(special),
        min_frequency=params.min_count,
        max_token_length=LONGEST_TOKEN,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    fitted = json.loads(tokenizer.to_str())["model"]
    pieces = by_id(fitted["vocab"])
    if len(special) + len(pieces) > params.vocabulary_size:
        raise InputError(
            f"the training text has too many different characters for a vocabulary of {params.vocabulary_size}: "
            f"set vocabulary_size to more than {len(special) + len(pieces)} in params.yaml"
        )
    merges = [tuple(pair) for pair in fitted["merges"]]
    return models.BPE(numbered([*special, *pieces]), merges, byte_fallback=True)


def fit_spelling(texts: Iterable[str], params: Tokenization) -> models.BPE:
    """Characters, or whole words with characters to spell the others: byte pairs without a merge."""
    words = count_words(texts, params)
    characters: Counter[str] = Counter()
    for word, count in words.items():
        for character in word:
            characters[character] += count
    tokens = [END, *BYTES]
    tokens += frequent(characters, params.vocabulary_size - len(tokens), params.min_count)
    longer = Counter({word: count for word, count in words.items() if 1 < len(word) <= LONGEST_TOKEN})
    tokens += frequent(longer, params.vocabulary_size - len(tokens), params.min_count)
    return models.BPE(numbered(tokens), [], byte_fallback=True, ignore_merges=True)


def count_words(texts: Iterable[str], params: Tokenization) -> Counter[str]:
    """How often each word occurs: each piece that the tokenizer would look up."""
    tokenizer = prepared(Tokenizer(models.BPE()), params)
    counts: Counter[str] = Counter()
    for text in texts:
        normal = tokenizer.normalizer.normalize_str(text) if tokenizer.normalizer else text
        counts.update(word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal))
    return counts


def frequent(counts: Counter[str], most: int, min_count: int) -> list[str]:
    """The most frequent tokens, ties in alphabetical order."""
    kept = [word for word, count in counts.items() if count >= min_count]
    return sorted(kept, key=lambda word: (-counts[word], word))[: max(most, 0)]


def by_id(vocabulary: dict[str, int]) -> list[str]:
    """Tokens by their ids."""
    return sorted(vocabulary, key=vocabulary.__getitem__)


def numbered(tokens: list[str]) -> dict[str, int]:
    """Tokens with their ids, in order."""
    return {token: number for number, token in enumerate(tokens)}
