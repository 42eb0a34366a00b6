"""What `textrnn use` prints of classes."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textrnn.report.terminal import one_line

if TYPE_CHECKING:
    from rich.table import Table

    from textrnn.ingest.plan import Plan
    from textrnn.ingest.profile import Profile

NAMED, WIDTH = 12, 40  # Classes, and characters of each.
NULLS = {"null", "none", "nan", "n/a", "na", "nil", "<na>", "?"}  # What programs write where there is nothing.


def class_table(plan: "Plan") -> "Table":
    """The largest classes with their sizes."""
    from rich.table import Table

    counts = largest_first(plan.profile.statistics.labels.items())
    table = Table(box=None, pad_edge=False)
    table.add_column("class")
    table.add_column("documents", justify="right")
    table.add_column("", justify="right")
    for label, count in counts[:NAMED]:
        table.add_row(one_line(label, WIDTH), f"{count:,}", f"{count / plan.documents:.1%}")
    if rest := counts[NAMED:]:
        total = sum(count for _, count in rest)
        table.add_row(f"{len(rest):,} more", f"{total:,}", f"smallest {rest[-1][1]:,}")
    return table


def largest_first(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Names with their counts, equal ones in alphabetical order."""
    return sorted(counts, key=lambda item: (-item[1], item[0]))


def rare_classes(plan: "Plan") -> dict[str, str]:
    """Classes with few documents, which are left out or joined."""
    if not plan.rare:
        return {}
    count = len(plan.rare)
    classes = f"{count:,} classes have" if count > 1 else "1 class has"
    what = f"joined to {plan.corpus.rest_label!r}" if plan.corpus.rest_label else "left out"
    names = named([label for label, _ in largest_first(plan.rare.items())])
    few = f"fewer than {plan.corpus.min_documents:,} documents, {plan.rare.total():,} together"
    return {"rare": f"{classes} {few}, {what}: {names}"}


def many_numbers(plan: "Plan") -> dict[str, str]:
    """Labels that are many different numbers, each of which is a class of its own."""
    from textrnn.ingest.requirements import binning

    labels, column = plan.profile.statistics.labels, plan.corpus.label_column
    remedy = column and binning(labels, column)
    return {"numbers": f"{len(labels)} of them, each a class of its own: {remedy}"} if remedy else {}


def untested(plan: "Plan") -> dict[str, str]:
    """Classes of which the test set that was given has no document."""
    tested = plan.test.statistics.labels
    missing = [label for label, _ in largest_first(plan.profile.statistics.labels.items()) if label not in tested]
    if not tested or not missing:
        return {}
    return {"untested": f"the test set has no document of {named(missing)}: does it belong to the classes?"}


def nulls(plan: "Plan") -> dict[str, str]:
    """Labels that rather stand for no label."""
    found = sorted(label for label in plan.profile.statistics.labels if label.casefold() in NULLS)
    remedy = "if that means no label, leave these rows out"
    return {"nulls": f"the label {named(found)} is read as a class: {remedy}"} if found else {}


def named(labels: Sequence[str], most: int = NAMED) -> str:
    """The first of some labels, and how many more there are."""
    more = f" and {len(labels) - most:,} more" if len(labels) > most else ""
    return ", ".join(repr(one_line(label, WIDTH)) for label in labels[:most]) + more


def contradictions(profile: "Profile") -> dict[str, str]:
    """Texts with several labels, from which nothing can be learned."""
    count = profile.contradictory
    texts = f"{count:,} texts stand" if count > 1 else "1 text stands"
    return {"conflicts": f"{texts} under different labels, word for word"} if count else {}
