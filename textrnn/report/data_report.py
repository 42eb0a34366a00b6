"""A page that describes the data: a table of the splits, and what limits a score on them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from textrnn.data.scripts import RIGHT_TO_LEFT
from textrnn.data.statistics import Statistics
from textrnn.files import write_text
from textrnn.report.markdown import escaped, table

FEW = 10  # Documents of a class from which little can be learned.
NAMED = 5  # Classes or texts that are named, of many.
ROWS = {
    "documents": "{unit}s",
    "characters": "characters",
    "tokens": "tokens",
    "median_length": "tokens of the median {unit}",
    "length_quantile": "tokens that {quantile:.0%} of the {unit}s do not exceed",
    "longest": "tokens of the longest",
    "documents_cut": "{unit}s of which only {max_length} tokens are read",
    "tokens_not_read": "tokens that are not read",
    "tokens_outside_vocabulary": "tokens outside the vocabulary",
}


def write_report(
    path: Path,
    splits: dict[str, dict[str, Any]],
    statistics: dict[str, Statistics],
    quantile: float,
    max_length: int | None = None,
) -> None:
    """Write the page from the metrics and the statistics of each split.

    `quantile` is that of `length_quantile`; `max_length` is how many tokens of a document are read, if not all.
    """
    names = {"quantile": quantile, "max_length": max_length, "unit": unit_of(statistics["train"])}
    rows = table_rows(splits, statistics, {key: name.format(**names) for key, name in ROWS.items()})
    lines = ["# Data", "", table(["", *splits], rows), ""]
    lines += [f"- {remark}" for remark in (*remarks(statistics), *truncation_remark(splits["train"], max_length))]
    write_text(path, "\n".join(lines) + "\n")


def table_rows(
    splits: dict[str, dict[str, Any]], statistics: dict[str, Statistics], names: dict[str, str]
) -> Iterator[list[str]]:
    """A row for each metric, by its name, and for each class, a column for each split."""
    for key, name in names.items():
        if all(key in metrics for metrics in splits.values()):
            yield [name, *(format_number(metrics[key]) for metrics in splits.values())]
    if statistics["train"].labels:
        yield ["duplicates of an earlier text", *(f"{statistics[split].repeated:,}" for split in splits)]
    for label, _ in statistics["train"].labels.most_common():
        yield [f"class {escaped(label)}", *(f"{statistics[split].labels[label]:,}" for split in splits)]


def unit_of(statistics: Statistics) -> str:
    """What a text is called: a document has a label; running text may be a play, a file, or a part of one."""
    return "document" if statistics.labels else "text"


def format_number(value: float) -> str:
    """A share in %, a count with commas."""
    return f"{value:.2%}" if isinstance(value, float) else f"{value:,}"


def remarks(statistics: dict[str, Statistics]) -> Iterator[str]:
    """What to know before trusting a score."""
    train = statistics["train"]
    scripts = train.script_shares()
    yield "scripts: " + (", ".join(f"{name} {share:.0%}" for name, share in scripts.items()) or "no letters")
    if RIGHT_TO_LEFT & scripts.keys():
        yield "some text runs from right to left; the network reads it in the order in which it is stored"
    if train.labels:
        yield from class_remarks(train)
        if seen := statistics["test"].texts_in(train, statistics["valid"]):
            count = statistics["test"].documents
            yield f"{seen:,} of the {count:,} test texts ({seen / count:.1%}) are in the training data, word for word"
    else:
        largest = "; ".join(escaped(name) for name, _ in train.sources.most_common(NAMED))
        yield f"the largest of {train.documents:,} training texts: {largest}"


def class_remarks(train: Statistics) -> Iterator[str]:
    """What to know of documents with classes."""
    if train.repeated:
        yield f"{train.repeated:,} of the {train.documents:,} training texts are duplicates of an earlier one"
    largest, count = train.labels.most_common(1)[0]
    yield f"the largest class, {escaped(largest)}, has {count / train.documents:.0%} of the training documents"
    rare = [f"{escaped(name)} ({count})" for name, count in reversed(train.labels.most_common()) if count < FEW]
    if rare:
        more = f" and {len(rare) - NAMED} more" if len(rare) > NAMED else ""
        yield f"little can be learned of classes with fewer than {FEW} documents: {', '.join(rare[:NAMED])}{more}"


def truncation_remark(train: dict[str, Any], max_length: int | None) -> Iterator[str]:
    """How much of the training text is cut off, if any is."""
    if cut := train.get("documents_cut"):
        yield (
            f"of {cut:,} of the {train['documents']:,} training documents only the first {max_length:,} tokens are "
            f"read (`pad.max_length`), so {train['tokens_not_read']:.2%} of all tokens are not"
        )
