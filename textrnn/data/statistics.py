"""What texts are like, counted while they are read: sizes, classes, documents, scripts, duplicates."""

from array import array
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from textrnn.data.records import Record, identity
from textrnn.data.scripts import script

SAMPLE = 200  # Characters at the start of a text that tell its script.


@dataclass
class Statistics:
    """Counts of some records; of their texts only a hash of 8 bytes is kept."""

    records: int = 0
    characters: int = 0
    labels: Counter[str] = field(default_factory=Counter)  # documents of each class
    sources: Counter[str] = field(default_factory=Counter)  # characters of each source
    scripts: Counter[str] = field(default_factory=Counter)  # letters of each script
    hashes: "array[int]" = field(default_factory=lambda: array("Q"))

    def add(self, record: Record) -> None:
        """Count a record."""
        self.records += 1
        self.characters += len(record.text)
        if record.label is not None:
            self.labels[record.label] += 1
        self.sources[record.source] += len(record.text)
        self.scripts.update(filter(None, map(script, filter(str.isalpha, record.text[:SAMPLE]))))
        self.hashes.append(identity(record.text))

    @property
    def documents(self) -> int:
        """How many documents there are: each labelled record is one, of running text all records of a source."""
        return self.records if self.labels else len(self.sources)

    @property
    def repeated(self) -> int:
        """Texts that are duplicates of an earlier one, word for word."""
        return self.records - len(np.unique(np.array(self.hashes, dtype=np.uint64)))

    def texts_in(self, *others: "Statistics") -> int:
        """Texts that one of the others has as well, word for word."""
        known = [np.array(other.hashes, dtype=np.uint64) for other in others]
        return int(np.isin(np.array(self.hashes, dtype=np.uint64), np.concatenate(known)).sum())

    def script_shares(self, least: float = 0.01) -> dict[str, float]:
        """The share of each script, the largest first, down to one in a hundred letters."""
        total = max(self.scripts.total(), 1)
        return {name: count / total for name, count in self.scripts.most_common() if count / total >= least}
