"""What classes must have, so that something can be learned of each."""

from collections import Counter
from collections.abc import Sequence

from textrnn.errors import InputError
from textrnn.report.terminal import one_line

NAMED, WIDTH = 5, 40  # Labels in a message, and characters of each.
LONGEST_LABEL = 1000  # Characters: each is the name of a column of predictions.


def refuse_single_class(labels: Counter[str], where: str) -> None:
    """Refuse what there is nothing to tell apart in.

    Raises:
        InputError: there is one class, or none.
    """
    if len(labels) < 2:
        which = f"one class alone, {listed(list(labels))}" if labels else "no class"
        raise InputError(f"{where} has {which}; a classifier needs two or more")


def refuse_long_label(label: str, where: str) -> None:
    """Refuse what is rather a text.

    Raises:
        InputError: it is too long.
    """
    if len(label) > LONGEST_LABEL:
        raise InputError(
            f"{where} has the label {one_line(label, WIDTH)!r}, of {len(label):,} characters, where {LONGEST_LABEL:,} "
            "are allowed: is that the column of labels?"
        )


def refuse_single_documents(labels: Counter[str], where: str) -> None:
    """Refuse classes of which nothing could be tested.

    Raises:
        InputError: a class has one document.
    """
    if single := sorted(label for label, count in labels.items() if count == 1):
        raise InputError(
            f"{where} has one document only of {len(single)} class(es), such as {listed(single)}: "
            "a class needs one to learn from and one to be tested on; add documents, or let textrnn use leave out "
            "classes with fewer (--min-documents 2, or more), or join them (--rest-label other)"
        )


def refuse_untrained_classes(untrained: Sequence[str], where: str, remedy: str) -> None:
    """Refuse classes that training does not have.

    Raises:
        InputError: there is one.
    """
    if untrained:
        raise InputError(f"{where} class {listed(untrained)}, so nothing can be learned of it: {remedy}")


def listed(labels: Sequence[str]) -> str:
    """The first of some labels, one after the other."""
    return ", ".join(repr(one_line(label, WIDTH)) for label in labels[:NAMED])
