"""Own text -> records."""

from collections.abc import Callable, Iterator
from pathlib import Path

from textrnn.errors import InputError
from textrnn.own.description import Own
from textrnn.own.documents import read_documents
from textrnn.own.location import check, find
from textrnn.own.works import read_works
from textrnn.records import Record

OWN = "own"  # The corpus that is own text.
TEST = "own-test"  # Where documents of an own test set come from, and what its works begin with.


def read_own(own: Own, folder: Path) -> Iterator[Record]:
    """All records, those of the test set last; what is downloaded lies in `folder` meanwhile.

    Raises:
        InputError: something is not as it should be; the message says where.
    """
    for place, expected, source in ((own.path, own.sha256, OWN), (own.test_path, own.test_sha256, TEST)):
        if place:
            path = find(place, folder)
            check(path, place, expected)
            yield from read(path, own, source)


def read(path: Path, own: Own, source: str, left_out: Callable[[], None] = lambda: None) -> Iterator[Record]:
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
