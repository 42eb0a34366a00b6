"""Documents that are wrong, or whose label may be, as the report shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textrnn.errors import reading
from textrnn.files import read_json, read_rows
from textrnn.report.tables import PERCENT, in_percent

MOST_SUSPECTS = 50
LONGEST_TEXT = 600  # Characters.


@dataclass(frozen=True)
class Document:
    """A document with one label, and another one that a model gives it."""

    number: int  # in its split
    actual: str
    predicted: str
    probability: str  # of the predicted label
    second: str  # another label,
    second_probability: str  # with its probability
    words: tuple[tuple[str, str], ...]  # that moved the prediction, with their weights; none where texts are not shown
    text: str
    actual_number: int | None = None  # the numbers of its labels in the confusion matrix
    predicted_number: int | None = None


@dataclass(frozen=True)
class DocumentsPart:
    """A list of documents on the page, the surest first."""

    documents: tuple[Document, ...]
    count: int  # in all


@dataclass(frozen=True)
class Confusion:
    """A class that was taken for another one, with some of its documents."""

    actual: str
    predicted: str
    count: int
    documents_of_class: int
    examples: tuple[Document, ...]


def wrong_documents(path: Path, labels: Sequence[str], *, show_texts: bool) -> DocumentsPart:
    """The test documents that are wrong, the surest first.

    Raises:
        InputError: the file is damaged.
    """
    found = read_json(path)
    with reading(path):
        numbers = {label: number for number, label in enumerate(labels)}
        documents = tuple(mistake(row, show_texts=show_texts, numbers=numbers) for row in found["mistakes"])
        return DocumentsPart(documents, int(found["count"]))


def mistake(row: dict[str, Any], *, show_texts: bool, numbers: dict[str, int]) -> Document:
    """A wrong prediction."""
    words = tuple((word, f"{weight:+.2f}".replace("-", "−")) for word, weight in row["words"])
    return Document(
        number=int(row["document"]),
        actual=row["actual"],
        predicted=row["predicted"],
        probability=likelihood(float(row["probability"])),
        second=row["runner_up"],
        second_probability=likelihood(float(row["runner_up_probability"])),
        words=words if show_texts else (),
        text=cut(row["text"]) if show_texts else "",
        actual_number=numbers.get(row["actual"]),
        predicted_number=numbers.get(row["predicted"]),
    )


def confusions(path: Path, *, show_texts: bool) -> tuple[Confusion, ...]:
    """The largest confusions, with examples.

    Raises:
        InputError: the file is damaged.
    """
    found = read_json(path)
    with reading(path):
        return tuple(confusion(each, show_texts=show_texts) for each in found["confusions"])


def confusion(found: dict[str, Any], *, show_texts: bool) -> Confusion:
    """One of them."""
    pair = {name: found[name] for name in ("actual", "predicted")}
    examples = tuple(mistake(row | pair, show_texts=show_texts, numbers={}) for row in found["examples"])
    return Confusion(
        **pair, count=found["documents"], documents_of_class=found["documents_of_class"], examples=examples
    )


def suspects_part(path: Path, *, show_texts: bool) -> DocumentsPart:
    """The training documents whose label may be wrong, the surest first.

    Raises:
        InputError: the file is damaged.
    """
    rows = read_rows(path)
    with reading(path):
        documents = tuple(suspect(row, show_texts=show_texts) for row in rows[:MOST_SUSPECTS])
    return DocumentsPart(documents, len(rows))


def suspect(row: dict[str, str], *, show_texts: bool) -> Document:
    """A document with the label that a linear model gives it."""
    return Document(
        number=int(row["document"]),
        actual=row["label"],
        predicted=row["suggested"],
        probability=likelihood(float(row["suggested_probability"])),
        second=row["label"],
        second_probability=likelihood(float(row["probability"])),
        words=(),
        text=cut(row["text"]) if show_texts else "",
    )


def cut(text: str) -> str:
    """The start of a text, with a mark where it goes on."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def likelihood(probability: float) -> str:
    """A probability in %, none that looks certain."""
    if probability > 0.9995:
        return f"> 99.9{PERCENT}"
    return in_percent(probability, digits=1) if probability >= 0.0005 else f"< 0.1{PERCENT}"
