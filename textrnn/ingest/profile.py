"""A look at own text, all of it."""

import re
from array import array
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from textrnn.data.records import Record
from textrnn.data.statistics import UNSPACED, Statistics
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.records import read

# A word, or a sign that is neither letter, digit nor space; marks that combine belong to the letter before them.
TOKEN = re.compile(r"[^\W_]+(?:['’\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e]+[^\W_]*)*|[^\w\s]|_")
CHARACTERS_OF_A_TOKEN = 1.6  # In scripts without spaces, of byte pairs.
EXAMPLES = 3


@dataclass
class Profile:
    """What was seen in one place."""

    survey: Statistics = field(default_factory=Statistics)
    words: "array[int]" = field(default_factory=lambda: array("L"))  # of each record
    lengths: "array[int]" = field(default_factory=lambda: array("L"))  # characters of each record
    characters: set[str] = field(default_factory=set)  # different ones
    examples: list[Record] = field(default_factory=list)
    blank: int = 0  # documents without text

    def add(self, record: Record) -> None:
        """Look at a record."""
        self.survey.add(record)
        self.words.append(sum(1 for _ in TOKEN.finditer(record.text)))
        self.lengths.append(len(record.text))
        self.characters.update(record.text)
        shown = {example.label for example in self.examples}
        if len(self.examples) < EXAMPLES and (record.label is None or record.label not in shown):
            self.examples.append(record)

    def skip(self) -> None:
        """Count a document without text, which is left out."""
        self.blank += 1

    @property
    def unspaced(self) -> bool:
        """Whether most letters belong to scripts without spaces between words."""
        return sum(self.survey.scripts[name] for name in UNSPACED) > self.survey.scripts.total() / 2

    def tokens(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """About how many tokens each record has."""
        if self.unspaced:
            return np.ceil(np.array(self.lengths) / CHARACTERS_OF_A_TOKEN).astype(np.int64)
        return np.array(self.words, dtype=np.int64)


def profile_records(path: Path, own: CustomCorpus, source: str) -> Profile:
    """Look at all records of a place.

    Raises:
        InputError: something is not as it should be.
    """
    found = Profile()
    for record in read(path, own, source, found.skip):
        found.add(record)
    return found
