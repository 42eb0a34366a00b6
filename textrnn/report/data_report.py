"""A page that says what data is like: a table of the splits, and what one should know of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from textrnn.data.scripts import RIGHT_TO_LEFT
from textrnn.data.statistics import Statistics
from textrnn.files import write_text
from textrnn.report.markdown import literal, table

FEW = 10  # Documents of a class from which little can be learned.
NAMED = 5  # Classes or works that are named, of many.
ROWS = {
    "documents": "documents",
    "works": "works",
    "characters": "characters",
    "tokens": "tokens",
    "median_length": "tokens of the median document",
    "length_of_share": "tokens that {share:.0%} of the documents do not exceed",
    "longest": "tokens of the longest",
    "tokens_outside_vocabulary": "tokens outside the vocabulary",
}


def write_report(path: Path, parts: dict[str, dict[str, Any]], surveys: dict[str, Statistics], share: float) -> None:
    """Write the page; `parts` are the numbers of each split that the metrics have."""
    sides = table(["", *parts], rows(parts, surveys, share))
    lines = ["# Data", "", sides, "", *(f"- {line}" for line in findings(surveys))]
    write_text(path, "\n".join(lines) + "\n")


def rows(parts: dict[str, dict[str, Any]], surveys: dict[str, Statistics], share: float) -> Iterator[list[str]]:
    """The splits side by side."""
    for key, name in ROWS.items():
        if all(key in part for part in parts.values()):
            yield [name.format(share=share), *(shown(part[key]) for part in parts.values())]
    if surveys["train"].labels:
        yield ["duplicates of an earlier text", *(f"{surveys[name].repeated:,}" for name in parts)]
    for label, _ in surveys["train"].labels.most_common():
        yield [f"class {literal(label)}", *(f"{surveys[name].labels[label]:,}" for name in parts)]


def shown(value: float) -> str:
    """A share in %, a number with commas."""
    return f"{value:.2%}" if isinstance(value, float) else f"{value:,}"


def findings(surveys: dict[str, Statistics]) -> Iterator[str]:
    """What one should know before one trusts a score."""
    train = surveys["train"]
    scripts = train.script_shares()
    yield "scripts: " + (", ".join(f"{name} {share:.0%}" for name, share in scripts.items()) or "no letters")
    if RIGHT_TO_LEFT & scripts.keys():
        yield "some text runs from right to left; the network reads it in the order in which it is stored"
    if train.labels:
        yield from findings_of_classes(train)
        if seen := surveys["test"].texts_in(train, surveys["valid"]):
            count = surveys["test"].documents
            yield f"{seen:,} of the {count:,} test texts ({seen / count:.1%}) stand in training, too, word for word"
    else:
        largest = "; ".join(literal(name) for name, _ in train.sources.most_common(NAMED))
        yield f"the largest of {len(train.sources):,} works of training: {largest}"


def findings_of_classes(train: Statistics) -> Iterator[str]:
    """The same of documents with classes."""
    if train.repeated:
        yield f"{train.repeated:,} of the {train.documents:,} training texts are duplicates of an earlier one"
    largest, count = train.labels.most_common(1)[0]
    yield f"the largest class, {literal(largest)}, has {count / train.documents:.0%} of the training documents"
    rare = [f"{literal(name)} ({count})" for name, count in reversed(train.labels.most_common()) if count < FEW]
    if rare:
        more = f" and {len(rare) - NAMED} more" if len(rare) > NAMED else ""
        yield f"little can be learned of classes with fewer than {FEW} documents: {', '.join(rare[:NAMED])}{more}"
