"""A profile of your data: what all of it is like."""

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textrnn.data.records import Record
from textrnn.data.scripts import UNSPACED
from textrnn.data.statistics import Statistics
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.left_out import LeftOut
from textrnn.ingest.rare_classes import FrequentClasses
from textrnn.ingest.records import CUSTOM, TEST, VALID, read_part

# A word, or a sign that is neither letter, digit nor space; combining marks belong to the letter before them.
TOKEN = re.compile(r"[^\W_]+(?:['’\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e]+[^\W_]*)*|[^\w\s]|_")
CHARACTERS_PER_TOKEN = 1.6  # In scripts without spaces, of byte pairs.
EXAMPLES = 3
CONTROLS = "control characters such as U+0092, as where Windows-1252 was read as Latin-1"
MISREAD = "signs such as Ã¼, as where UTF-8 was read as Windows-1252"
CONTROL = re.compile("[\x80-\x9f]")
MOJIBAKE = re.compile("Ã[\x80-\xbf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|â€")
REPLACED = "U+FFFD, which stands for what could not be read"
TAG = re.compile(r"</?(?:p|br|div|span|a|b|i|table|html)\b[^<>]*>", re.IGNORECASE)


def odd_signs(text: str) -> Iterator[str]:
    """Signs that a text was saved, or read, wrongly before."""
    if "<" in text and TAG.search(text):
        yield "tags of HTML"
    if text.isascii():
        return
    if "\ufffd" in text:
        yield REPLACED
    if CONTROL.search(text):
        yield CONTROLS
    if ("Ã" in text or "â" in text) and MOJIBAKE.search(text):
        yield MISREAD


@dataclass
class Profile:
    """What the training part or the test set is like."""

    statistics: Statistics = field(default_factory=Statistics)
    words: "array[int]" = field(default_factory=lambda: array("L"))  # of each record
    lengths: "array[int]" = field(default_factory=lambda: array("L"))  # characters of each record
    characters: set[str] = field(default_factory=set)  # different ones
    label_numbers: "array[int]" = field(default_factory=lambda: array("L"))  # of each record, in order of appearance
    signs: Counter[str] = field(default_factory=Counter)  # records with signs of text that was read wrongly
    examples: list[Record] = field(default_factory=list)
    valid_labels: Counter[str] = field(default_factory=Counter)  # documents that are for validation, of each class
    replaced: int = 0  # places with U+FFFD
    left_out: LeftOut = field(default_factory=LeftOut)
    numbers: dict[str | None, int] = field(default_factory=dict)  # of labels

    def add(self, record: Record) -> None:
        """Count a record."""
        self.statistics.add(record)
        self.words.append(sum(1 for _ in TOKEN.finditer(record.text)))
        self.lengths.append(len(record.text))
        self.characters.update(record.text)
        self.label_numbers.append(self.numbers.setdefault(record.label, len(self.numbers)))
        self.signs.update(odd_signs(record.text))
        if record.source == VALID:
            self.valid_labels[record.label or ""] += 1
        self.replaced += record.text.count("\ufffd")
        labels = {example.label for example in self.examples}
        if len(self.examples) < EXAMPLES and (record.label is None or record.label not in labels):
            self.examples.append(record)

    @cached_property
    def different(self) -> NDArray[np.int64]:
        """Different texts of each label, by its number (labels,)."""
        return np.bincount(self.pairs[1])

    @cached_property
    def contradictory(self) -> int:
        """Different texts that stand under several labels, word for word."""
        _, labels = np.unique(self.pairs[0], return_counts=True)
        return int((labels > 1).sum())

    @cached_property
    def pairs(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Each text, as its hash, with each of its labels, by its number: both (pairs,), without repetitions."""
        texts, labels = np.array(self.statistics.hashes, np.uint64), np.array(self.label_numbers, np.int64)
        order = np.lexsort((labels, texts))
        texts, labels = texts[order], labels[order]
        is_new = np.ones(len(texts), bool)
        is_new[1:] = (texts[1:] != texts[:-1]) | (labels[1:] != labels[:-1])
        return texts[is_new], labels[is_new]

    @property
    def is_repairable(self) -> bool:
        """Whether some texts were read in an encoding that can be told."""
        return CONTROLS in self.signs or MISREAD in self.signs

    @property
    def unspaced(self) -> bool:
        """Whether most letters belong to scripts without spaces between words."""
        return sum(self.statistics.scripts[name] for name in UNSPACED) > self.statistics.scripts.total() / 2

    def tokens(self) -> NDArray[np.int64]:
        """About how many tokens each record has (records,)."""
        if self.unspaced:
            return np.ceil(np.array(self.lengths) / CHARACTERS_PER_TOKEN).astype(np.int64)
        return np.array(self.words, dtype=np.int64)

    def tokens_quantile(self, share: float) -> int:
        """The number of tokens that so many of the records do not exceed, about."""
        return int(np.quantile(self.tokens(), share, method="inverted_cdf"))


def profile_part(
    path: Path, corpus: CustomCorpus, source: str = CUSTOM, classes: FrequentClasses | None = None
) -> tuple[Profile, Profile]:
    """The profile of what is learned from, and of the test set, of which a file has either one or both.

    Raises:
        InputError: something is not as it should be.
    """
    profile, test = Profile(), Profile()
    left_out = test.left_out if source == TEST else profile.left_out
    for record in read_part(path, corpus, source, classes, left_out):
        is_test = record.source == TEST or record.source.startswith(f"{TEST}/")
        (test if is_test else profile).add(record)
    return profile, test
