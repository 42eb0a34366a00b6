"""Your data -> records."""

from collections.abc import Iterator
from pathlib import Path

from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.labelled_text import read_labelled
from textrnn.ingest.left_out import LeftOut
from textrnn.ingest.location import find, refuse_changed, refusing_changes
from textrnn.ingest.running_text import read_running_text

CUSTOM = "custom"  # The corpus that is your data, and the source of its labelled documents.
TEST = "custom-test"  # The source of labelled documents of its test set, and what sources of running text begin with.


def read_custom(corpus: CustomCorpus, folder: Path) -> Iterator[Record]:
    """All records, those of the test set last; what is downloaded lies in `folder` meanwhile.

    Raises:
        InputError: something is not as it should be; the message says where.
    """
    parts = ((corpus.path, corpus.sha256, CUSTOM), (corpus.test_path, corpus.test_sha256, TEST))
    for place, expected, source in parts:
        if place:
            path = find(place, folder, corpus.max_gigabytes)
            with refusing_changes(path):
                refuse_changed(path, place, expected)
                yield from read_part(path, corpus, source)


def read_part(path: Path, corpus: CustomCorpus, source: str, left_out: LeftOut | None = None) -> Iterator[Record]:
    """The records of the training part or the test set; `left_out` counts the documents that are none.

    Raises:
        InputError: there are none, or something is not as it should be.
    """
    records = (
        read_labelled(path, corpus, source, left_out or LeftOut())
        if corpus.has_labels
        else read_running_text(path, corpus, f"{TEST}/" if source == TEST else "")
    )
    first = next(records, None)
    if first is None:
        raise InputError(f"{path} has no text")
    yield first
    yield from records
