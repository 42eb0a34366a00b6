"""What your data must have, so that a network can learn from it."""

from collections import Counter
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.profile import Profile
from textrnn.report.terminal import one_line

NAMED, WIDTH = 5, 40  # Labels in a message, and characters of each.
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


def refuse_too_few_classes(profile: Profile, test: Profile | None, path: Path, column: str | None) -> None:
    """Refuse what nothing can be learned from.

    Raises:
        InputError: there is one class, a class with one document, or a class in the test set alone.
    """
    labels = profile.statistics.labels
    test_labels = test.statistics.labels if test else Counter[str]()
    if len(labels) < 2:
        where = f"{path}, column {column!r}," if column else str(path)
        raise InputError(f"{where} has one class alone, {listed(list(labels))}; a classifier needs two or more")
    if unknown := sorted(test_labels.keys() - labels.keys()):
        raise InputError(
            f"the test set has class {listed(unknown)}, which {path} has not, so nothing can be "
            "learned of it: add documents there, write both the same, or remove it"
        )
    refuse_single_documents(labels + test_labels, len(labels), path, column)


def refuse_single_documents(labels: Counter[str], classes: int, path: Path, column: str | None) -> None:
    """Refuse a class with one document, of so many classes of training.

    Raises:
        InputError: there is one.
    """
    single = sorted(label for label, count in labels.items() if count == 1)
    if column and len(single) > classes / 2:
        raise InputError(
            f"{path}, column {column!r} has {classes:,} classes, {len(single):,} of them with one document: "
            "if it is not the column of labels, --label-column names another one"
        )
    if single:
        raise InputError(
            f"{path} has one document only of {len(single)} class(es), such as {listed(single)}: "
            "a class needs one to learn from and one to be tested on; add documents, or give it another class's label"
        )


def listed(labels: list[str]) -> str:
    """The first of some labels, one after the other."""
    return ", ".join(repr(one_line(label, WIDTH)) for label in labels[:NAMED])
