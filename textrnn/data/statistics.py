"""What texts are like, counted while they are read: sizes, classes, works, scripts, repetitions."""

import unicodedata
from array import array
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from textrnn.data.records import Record, identity

READ = 200  # Characters at the start of a text that tell its script.
RIGHT_TO_LEFT = {"Arabic", "Hebrew", "Syriac", "Thaana", "Nko"}
# Scripts that put no spaces between words.
UNSPACED = {"Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan"}


@dataclass
class Statistics:
    """Counts of some records; of their texts only a hash of 8 bytes is kept."""

    documents: int = 0
    characters: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    works: Counter[str] = field(default_factory=Counter)  # characters of each source
    scripts: Counter[str] = field(default_factory=Counter)  # letters
    hashes: "array[int]" = field(default_factory=lambda: array("Q"))

    def add(self, record: Record) -> None:
        """Count a record."""
        self.documents += 1
        self.characters += len(record.text)
        if record.label is not None:
            self.labels[record.label] += 1
        self.works[record.source] += len(record.text)
        self.scripts.update(map(script, filter(str.isalpha, record.text[:READ])))
        self.hashes.append(identity(record.text))

    @property
    def repeated(self) -> int:
        """Texts that are duplicates of an earlier one, word for word."""
        return self.documents - len(np.unique(np.array(self.hashes, dtype=np.uint64)))

    def texts_in(self, *others: "Statistics") -> int:
        """Texts that one of the others has as well, word for word."""
        known = [np.array(other.hashes, dtype=np.uint64) for other in others]
        return int(np.isin(np.array(self.hashes, dtype=np.uint64), np.concatenate(known)).sum())

    def script_shares(self, least: float = 0.01) -> dict[str, float]:
        """The share of each script, the largest first, down to one in a hundred letters."""
        total = max(self.scripts.total(), 1)
        return {name: count / total for name, count in self.scripts.most_common() if count / total >= least}


@lru_cache(maxsize=2**16)
def script(letter: str) -> str:
    """The script of a letter: the first word of its name in Unicode (Latin, Cyrillic, …), or Han."""
    name = unicodedata.name(letter, "unnamed").split()[0].capitalize()
    return "Han" if name == "Cjk" else name
