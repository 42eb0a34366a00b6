"""What your data must have, so that a network can learn from it."""

import math
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from textrnn.data.classes import refuse_single_class, refuse_single_documents, refuse_untrained_classes
from textrnn.errors import InputError
from textrnn.ingest.profile import Profile

MANY_NUMBERS = 12  # Classes: from there on numbers are measured rather than named.
SHORTEST = 300  # Characters of running text: fewer cannot be cut into documents.


def refuse_too_short(profile: Profile, path: Path, column: str | None) -> None:
    """Refuse what cannot be cut into documents.

    Raises:
        InputError: it is hardly any text.
    """
    characters = profile.statistics.characters if any(profile.words) else 0  # Spaces alone are no text.
    if characters < SHORTEST:
        where = f"{path}, column {column!r}, read as running text," if column else str(path)
        labels = "; if another column has labels, name it with --label-column" if column else ""
        raise InputError(
            f"{where} has {characters:,} characters, too few to learn from: a generator needs {SHORTEST:,}, "
            f"and much more to write well{labels}"
        )


def refuse_too_few_classes(profile: Profile, test: Profile, path: Path, column: str | None) -> None:
    """Refuse what nothing can be learned from.

    Raises:
        InputError: there is one class, a class with one document, or a class in the test set alone.
    """
    labels, test_labels = profile.statistics.labels, test.statistics.labels
    if test_labels and not labels:
        raise InputError(f"{path}: no row is for training, all are for the test; --no-split-column draws the splits")
    refuse_single_class(labels, f"{path}, column {column!r}," if column else str(path))
    trained = (labels - profile.valid_labels).keys()
    remedy = f"add documents of it to {path}, write both the same, or remove it"
    for name, part in {"test": test_labels, "validation": profile.valid_labels}.items():
        refuse_untrained_classes(sorted(part.keys() - trained), f"the {name} set alone has", remedy)
    refuse_another_column(labels + test_labels, path, column)
    refuse_single_documents(labels + test_labels, str(path))
    refuse_few_texts(profile, 2 - bool(test_labels) - bool(profile.valid_labels), path)


def refuse_few_texts(profile: Profile, drawn_splits: int, path: Path) -> None:
    """Refuse classes whose documents are all the same: equal texts fall into the same split.

    Raises:
        InputError: there is no text to learn from beside those for validation and the test.
    """
    spare = int((profile.different - 1).sum())
    if spare < drawn_splits:
        raise InputError(
            f"{path} has {profile.different.sum():,} different texts in {len(profile.different)} classes: each class "
            "needs one to learn from, and the splits for validation and the test one more each; add documents"
        )


def refuse_another_column(labels: Counter[str], path: Path, column: str | None) -> None:
    """Refuse a column that hardly holds labels.

    Raises:
        InputError: most of its values occur once.
    """
    single = sum(count == 1 for count in labels.values())
    are_measured = single and column and binning(labels, column)
    if column and (single > len(labels) / 2 or are_measured):
        remedy = (
            binning(labels, column)
            or "if it is not the column of labels, --label-column names another one; if it is, --min-documents 2 "
            "leaves out classes with one document"
        )
        raise InputError(
            f"{path}, column {column!r} has {len(labels):,} classes, {single:,} of them with one document: {remedy}"
        )


def binning(labels: Collection[str], column: str) -> str:
    """How to make few classes of many numbers; nothing where the labels are few, or no numbers."""
    if len(labels) <= MANY_NUMBERS or not all(map(is_number, labels)):
        return ""
    return (
        f"of many numbers make a few classes, each a range, such as table[{column!r}] = "
        f"pandas.qcut(table[{column!r}], 3, labels=['low', 'middle', 'high'])"
    )


def is_number(label: str) -> bool:
    """Whether a label is a number."""
    try:
        return math.isfinite(float(label))
    except ValueError:
        return False
