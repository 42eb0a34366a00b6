"""The classes that a classifier never predicts: how they are found, and named wherever its scores are."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

KEYS = {"valid": "never_predicted_on_valid", "test": "never_predicted"}  # Of a split in scores and configurations.
NAMED = 10


def never_predicted(actual: Iterable[str], predicted: Iterable[str]) -> list[str]:
    """The classes that documents have and no document gets, the largest first."""
    counts = Counter(actual)
    return sorted(counts.keys() - set(predicted), key=lambda label: (-counts[label], label))


def never_predicted_sentences(scores: dict[str, Any], written: Callable[[str], str] = str) -> Iterator[str]:
    """A sentence for each split on which there are such classes; `written` escapes a label."""
    for split, key in KEYS.items():
        if labels := scores.get(key):
            yield f"Never predicted on {split}: {listed(list(map(written, labels)), NAMED)}."


def listed(labels: list[str], most: int) -> str:
    """The first of some labels, and how many more there are."""
    more = f" and {len(labels) - most:,} more" if len(labels) > most else ""
    return ", ".join(labels[:most]) + more
