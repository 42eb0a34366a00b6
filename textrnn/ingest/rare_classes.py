"""Classes with few documents: left out, or joined to one class."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from textrnn.data.records import Record
from textrnn.ingest.left_out import LeftOut


@dataclass(frozen=True)
class FrequentClasses:
    """Classes that have enough documents, and what documents of the others are labelled; None: they are left out."""

    labels: frozenset[str]
    rest_label: str | None

    @classmethod
    def count(cls, records: Iterable[Record], min_documents: int, rest_label: str | None) -> "FrequentClasses":
        """The classes with at least `min_documents` of the records."""
        counts = Counter(record.label or "" for record in records)
        labels = frozenset(label for label, count in counts.items() if count >= min_documents)
        return cls(labels, rest_label)

    def keep(self, records: Iterable[Record], left_out: LeftOut) -> Iterator[Record]:
        """The records of these classes, and those of others under the label for them; others are counted."""
        for record in records:
            if record.label in self.labels:
                yield record
                continue
            left_out.rare[record.label or ""] += 1
            if self.rest_label:
                yield replace(record, label=self.rest_label)
