"""What own text asks for in params.yaml, each value with its reason."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from textrnn.own.compression import COMPRESSED
from textrnn.own.corpus import TEST
from textrnn.own.description import Own
from textrnn.own.look import Look
from textrnn.own.pace import classifier_tokens_per_second, generator_tokens_per_second

WORD_OR_SIGN = r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*|[^\s\p{L}\p{M}\p{N}]"  # words, and signs one by one
BYTE_PAIR_PATTERN = r" ?[\p{L}\p{M}]+| ?\p{N}+|[^\s\p{L}\p{M}\p{N}]+(?: *\n+)?|\s+"
# For scikit-learn, whose regular expressions know no classes such as \p{L}: runs of what is no space or punctuation.
BASELINE_WORD = r"[^\s!-/:-@\[-`{-~\u00a1-\u00bf\u060c\u061b\u061f\u0964\u0965\u2010-\u205e\u3000-\u303f]+"
SHARE = 0.95  # Of documents that are read whole.
FEWEST_WORKS, MANY_WORKS = 10, 20
LEAST_WORK = 2000  # Characters of a work, where there are enough.
LONGEST = 1000  # Tokens of a document that are read at most: more cost more than they tell.


Values = dict[str, Any]
Size = tuple[int, int]  # of embedding and hidden state


@dataclass(frozen=True)
class Proposal:
    """A value for a parameter, and why."""

    name: str
    value: Any
    reason: str


def propose_source(own: Own) -> list[Proposal]:
    """Where the text is, and how it is read."""
    reasons = {"path": "your text", "sha256": "after a change, use it again", "works": "parts of a file, to be split"}
    values = {"corpus": "own"} | own.model_dump(include=set(Own.model_fields))
    return [Proposal(f"fetch.{name}", value, reasons.get(name, "as it was found")) for name, value in values.items()]


def propose_card(own: Own) -> list[Proposal]:
    """What the model's card says of a text that is new."""
    name = PurePosixPath(urlsplit(own.path or "").path).name
    stem = name.removesuffix(PurePosixPath(name).suffix) if PurePosixPath(name).suffix.lower() in COMPRESSED else name
    card = {"name": PurePosixPath(stem).stem, "data": name, "language": None, "license": None, "limits": None}
    return [Proposal(f"publish.{key}", value, "for the model's card: yours to fill in") for key, value in card.items()]


def propose_classifier(look: Look, test: Look | None, train: Values, minutes: float) -> list[Proposal]:
    """How documents are split, cut into tokens and read, and a size that trains in so many minutes here."""
    lengths = look.tokens()
    most = int(np.quantile(lengths, SHARE, method="inverted_cdf"))
    max_length = min(max(math.ceil(most / 8) * 8, 16), LONGEST)
    found = [
        Proposal("split.test", "*-test" if test else 0.2, "the test set given" if test else "a fifth is for the test"),
        *tokens_of_documents(look),
        Proposal("pad.max_length", max_length, f"{SHARE:.0%} of the documents have at most {most:,} tokens"),
    ]
    read = int(np.minimum(lengths, max_length).sum() * (1.0 if test else 0.8)) + 8 * len(lengths)
    wanted = 8 if len(lengths) > 2000 else 16
    size, epochs, spent = fitting_size(
        [(192, 128), (128, 96), (96, 64), (64, 32)],
        lambda size: 2 * read / classifier_tokens_per_second(size, max_length, train),
        (4, wanted),
        minutes,
    )
    return [*found, *sizes(size, epochs, spent)]


def tokens_of_documents(look: Look) -> list[Proposal]:
    """Words for scripts with spaces, byte pairs for those without."""
    few = look.survey.documents < 1000
    if look.unspaced:
        names = ("tokenize.kind", "tokenize.pattern", "tokenize.unknown", "tokenize.vocabulary_size")
        values = ("bpe", BYTE_PAIR_PATTERN, "spell", vocabulary_size(look, 8192))
        baseline = [Proposal("baseline.pattern", r"\S", "characters"), Proposal("baseline.longest_ngram", 3, "of them")]
        return [*(Proposal(*pair, "no spaces between words") for pair in zip(names, values, strict=True)), *baseline]
    return [
        Proposal("tokenize.kind", "word", "spaces between words"),
        Proposal("tokenize.pattern", WORD_OR_SIGN, "words and signs"),
        Proposal("tokenize.unknown", "unk", "rare words are one token"),
        Proposal("tokenize.vocabulary_size", 30_000, "the most frequent words"),
        Proposal("tokenize.min_count", 1 if few else 2, "few documents" if few else "rarer words are unknown"),
        Proposal("baseline.pattern", BASELINE_WORD, "words"),
        Proposal("baseline.longest_ngram", 1, "single words"),
    ]


def propose_generator(look: Look, test: Look | None, works: int, train: Values, minutes: float) -> list[Proposal]:
    """How running text is split and cut into tokens, and a size that trains in so many minutes here."""
    characters = look.survey.characters
    vocabulary = vocabulary_size(look, 512 if characters < 300_000 else 1024 if characters < 1_000_000 else 2048)
    every = min(10, max(works, 3))
    tokens = int(characters / (1.3 if look.unspaced else 2.6 if vocabulary < 2048 else 3.1))
    wanted = min(20, max(3, round(12_000_000 / max(characters, 1))))
    size, epochs, spent = fitting_size(
        [(192, 192), (128, 128), (96, 96), (64, 64)],
        lambda size: 2 * tokens / generator_tokens_per_second(size, vocabulary, train),
        (1, wanted),
        minutes,
    )
    return [
        Proposal("split.test", f"{TEST}/*" if test else None, "the test set given" if test else "drawn"),
        Proposal("split.every", every, f"there are {works} works"),
        Proposal("tokenize.kind", "bpe", "byte pairs"),
        Proposal("tokenize.pattern", BYTE_PAIR_PATTERN, "they never cross words"),
        Proposal("tokenize.vocabulary_size", vocabulary, f"for {characters:,} characters"),
        *sizes(size, epochs, spent),
        Proposal(
            "train.dropout",
            0.1 if epochs <= 3 else 0.3,
            "little text is read several times" if epochs > 3 else "much text",
        ),
        Proposal("sample.prompts", ["", beginning(look)], "nothing, and how your text begins"),
    ]


def vocabulary_size(look: Look, usual: int) -> int:
    """Enough for all characters and the bytes, and half of it for pairs."""
    return max(usual, 2 * (len(look.characters) + 257))


def beginning(look: Look) -> str:
    """The first words of the text."""
    line = next((line.strip() for line in look.examples[0].text.splitlines() if line.strip()), "")
    return line if len(line) <= 40 else line[:40].rpartition(" ")[0] or line[:40]


def number_of_works(look: Look, files: int) -> int:
    """Into how many works each file is cut, so that whole works can be kept for the test."""
    if files >= FEWEST_WORKS:
        return 1
    return max(math.ceil(3 / files), min(math.ceil(MANY_WORKS / files), look.survey.characters // LEAST_WORK // files))


def sizes(size: Size, epochs: int, minutes: float) -> list[Proposal]:
    """The size of a network, and how long it is trained."""
    rounded = round(minutes)
    time = "less than a minute" if minutes < 1 else f"about {rounded} minute{'s' if rounded > 1 else ''}"
    reason = f"{time} of training here"
    return [
        Proposal("embed.embedding_size", size[0], reason),
        Proposal("train.hidden_size", size[1], reason),
        Proposal("train.epochs", epochs, reason),
    ]


def fitting_size(
    known: list[Size], seconds_of_epoch: Callable[[Size], float], epochs: tuple[int, int], minutes: float
) -> tuple[Size, int, float]:
    """The largest size of which at least the fewest epochs fit, how many, and the minutes they take."""
    fewest, most = epochs
    for size in known:
        seconds = seconds_of_epoch(size)
        count = min(most, int(60 * minutes / seconds))
        if count >= fewest:
            break
    count = max(count, 1)
    return size, count, count * seconds / 60
