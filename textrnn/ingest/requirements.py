"""What own text must have, so that something can be learned from it."""

from collections import Counter
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.profile import Profile
from textrnn.report.terminal import one_line

NAMED, WIDTH = 5, 40  # Labels in a message, and characters of each.
LEAST = 300  # Characters of running text: fewer cannot be cut into works.


def refuse_too_short(look: Profile, path: Path, column: str | None) -> None:
    """Refuse what cannot be cut into works.

    Raises:
        InputError: it is hardly any text.
    """
    characters = look.survey.characters if any(look.words) else 0  # Spaces alone are no text.
    if characters < LEAST:
        where = f"{path}, column {column!r}, read as running text," if column else str(path)
        labels = "; if another column has labels, name it with --label-column" if column else ""
        raise InputError(
            f"{where} has {characters:,} characters, too few to learn from: a generator needs {LEAST:,}, "
            f"and much more to write well{labels}"
        )


def refuse_too_few_classes(look: Profile, test: Profile | None, path: Path, column: str | None) -> None:
    """Refuse what nothing can be learned from.

    Raises:
        InputError: there is one class, a class with one document, or a class in the test set alone.
    """
    labels = look.survey.labels
    tested = test.survey.labels if test else Counter[str]()
    if len(labels) < 2:
        where = f"{path}, column {column!r}," if column else str(path)
        raise InputError(f"{where} has one class alone, {named(list(labels))}; a classifier needs two or more")
    if unknown := sorted(tested.keys() - labels.keys()):
        raise InputError(
            f"the test set has class {named(unknown)}, which {path} has not, so nothing can be "
            "learned of it: add documents there, write both the same, or remove it"
        )
    single = sorted(label for label, count in (labels + tested).items() if count == 1)
    if column and len(single) > len(labels) / 2:
        raise InputError(
            f"{path}, column {column!r} has {len(labels):,} classes, {len(single):,} of them with one document: "
            "if it is not the column of labels, --label-column names another one"
        )
    if single:
        raise InputError(
            f"{path} has one document only of {len(single)} class(es), such as {named(single)}: "
            "a class needs one to learn from and one to be tested on; add documents, or give it another class's label"
        )


def named(labels: list[str]) -> str:
    """The first of some labels."""
    return ", ".join(repr(one_line(label, WIDTH)) for label in labels[:NAMED])
