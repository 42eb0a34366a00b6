"""Own text -> records."""

from collections.abc import Callable, Iterator
from pathlib import Path

from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.labelled_text import read_documents
from textrnn.ingest.location import check, find
from textrnn.ingest.running_text import read_works

CUSTOM = "own"  # The corpus that is own text.
TEST = "own-test"  # Where documents of an own test set come from, and what its works begin with.


def read_custom(own: CustomCorpus, folder: Path) -> Iterator[Record]:
    """All records, those of the test set last; what is downloaded lies in `folder` meanwhile.

    Raises:
        InputError: something is not as it should be; the message says where.
    """
    for place, expected, source in ((own.path, own.sha256, CUSTOM), (own.test_path, own.test_sha256, TEST)):
        if place:
            path = find(place, folder)
            check(path, place, expected)
            yield from read(path, own, source)


def read(path: Path, own: CustomCorpus, source: str, left_out: Callable[[], None] = lambda: None) -> Iterator[Record]:
    """The records of one place; `left_out` is called for each document without text."""
    documents = (
        read_documents(path, own, source, left_out)
        if own.has_labels
        else read_works(path, own, f"{TEST}/" if source == TEST else "")
    )
    first = next(documents, None)
    if first is None:
        raise InputError(f"{path} has no text")
    yield first
    yield from documents
