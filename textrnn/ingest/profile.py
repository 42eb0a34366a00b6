"""A profile of your data: what all of it is like."""

import re
from array import array
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textrnn.data.records import Record
from textrnn.data.scripts import UNSPACED
from textrnn.data.statistics import Statistics
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.left_out import LeftOut
from textrnn.ingest.records import read_part

# A word, or a sign that is neither letter, digit nor space; combining marks belong to the letter before them.
TOKEN = re.compile(r"[^\W_]+(?:['’\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e]+[^\W_]*)*|[^\w\s]|_")
CHARACTERS_PER_TOKEN = 1.6  # In scripts without spaces, of byte pairs.
EXAMPLES = 3


@dataclass
class Profile:
    """What the training part or the test set is like."""

    statistics: Statistics = field(default_factory=Statistics)
    words: "array[int]" = field(default_factory=lambda: array("L"))  # of each record
    lengths: "array[int]" = field(default_factory=lambda: array("L"))  # characters of each record
    characters: set[str] = field(default_factory=set)  # different ones
    examples: list[Record] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=LeftOut)

    def add(self, record: Record) -> None:
        """Count a record."""
        self.statistics.add(record)
        self.words.append(sum(1 for _ in TOKEN.finditer(record.text)))
        self.lengths.append(len(record.text))
        self.characters.update(record.text)
        labels = {example.label for example in self.examples}
        if len(self.examples) < EXAMPLES and (record.label is None or record.label not in labels):
            self.examples.append(record)

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


def profile_records(path: Path, corpus: CustomCorpus, source: str) -> Profile:
    """The profile of all records of the training part or the test set.

    Raises:
        InputError: something is not as it should be.
    """
    profile = Profile()
    for record in read_part(path, corpus, source, profile.left_out):
        profile.add(record)
    return profile
