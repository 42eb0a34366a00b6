"""Your data -> records."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.labelled_text import read_labelled, spelling
from textrnn.ingest.left_out import LeftOut
from textrnn.ingest.location import find, refuse_changed, refusing_changes
from textrnn.ingest.rare_classes import FrequentClasses
from textrnn.ingest.repair import repaired
from textrnn.ingest.running_text import read_running_text

CUSTOM = "custom"  # The corpus that is your data, and the source of its labelled documents.
VALID = "custom-valid"  # The source of those that a column says are for validation.
TEST = "custom-test"  # The source of labelled documents of its test set, and what sources of running text begin with.


def read_custom(corpus: CustomCorpus, folder: Path, left_out: LeftOut | None = None) -> Iterator[Record]:
    """All records, those of the test set last; what is downloaded lies in `folder` meanwhile.

    Raises:
        InputError: something is not as it should be; the message says where.
    """
    parts = ((corpus.path, corpus.sha256, CUSTOM), (corpus.test_path, corpus.test_sha256, TEST))
    classes = None
    for place, expected, source in parts:
        if place:
            path = find(place, folder, corpus.max_gigabytes)
            with refusing_changes(path):
                refuse_changed(path, place, expected)
                classes = classes or frequent_classes(path, corpus)
                yield from read_part(path, corpus, source, classes, left_out)


def frequent_classes(path: Path, corpus: CustomCorpus) -> FrequentClasses | None:
    """The classes of the training part that have enough documents; None where none is left out.

    Raises:
        InputError: something is not as it should be.
    """
    if corpus.min_documents == 1 or not corpus.has_labels:
        return None
    records = (record for record in read_labelled(path, corpus, CUSTOM, LeftOut()) if record.source != TEST)
    classes = FrequentClasses.count(records, corpus.min_documents, corpus.rest_label)
    refuse_label_like(classes)
    return classes


def refuse_label_like(classes: FrequentClasses) -> None:
    """Refuse a label for the other classes that looks like that of a class that is kept, and is another one.

    Raises:
        InputError: it does.
    """
    for label in sorted(classes.labels):
        if classes.rest_label and spelling(label) == spelling(classes.rest_label) and label != classes.rest_label:
            raise InputError(f"--rest-label {classes.rest_label!r} looks like the class {label!r}: write both the same")


def read_part(
    path: Path,
    corpus: CustomCorpus,
    source: str,
    classes: FrequentClasses | None = None,
    left_out: LeftOut | None = None,
) -> Iterator[Record]:
    """The records of the training part or the test set; `left_out` counts the documents that are none.

    Raises:
        InputError: there are none, or something is not as it should be.
    """
    left_out = LeftOut() if left_out is None else left_out
    unreadable = left_out.unreadable.count
    records = (
        read_labelled(path, corpus, source, left_out)
        if corpus.has_labels
        else read_running_text(path, corpus, f"{TEST}/" if source == TEST else "", left_out)
    )
    if corpus.fix_text and not corpus.has_labels:
        records = repaired_pieces(records, left_out)
    records = classes.keep(records, left_out) if classes else records
    first = next(records, None)
    if first is None:
        if left_out.unreadable.count > unreadable:
            left_out.unreadable.refuse(f"no file of {path} that has text can be read")
        raise InputError(f"{path} has no text{' of classes with enough documents' if classes else ''}")
    yield first
    yield from records


def repaired_pieces(records: Iterable[Record], left_out: LeftOut) -> Iterator[Record]:
    """Pieces of running text as they were written; those that were read in a wrong encoding are counted."""
    for record in records:
        text = repaired(record.text)
        left_out.repaired += text != record.text
        yield replace(record, text=text)
