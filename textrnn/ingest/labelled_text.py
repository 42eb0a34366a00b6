"""Labelled documents of own text."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.tables import read_texts
from textrnn.ingest.texts import files_by_class, read_document


def read_documents(path: Path, own: CustomCorpus, source: str, left_out: Callable[[], None]) -> Iterator[Record]:
    """Labelled documents, each a record; those without text are left out, and `left_out` is called for each.

    Raises:
        InputError: a label is missing, or two differ by case alone, or by nothing that one sees.
    """
    spelled: dict[str, tuple[str, str]] = {}
    rows = labelled_texts(path, own)
    for place, text, written_label in rows:
        label = written_label.strip()
        if not label and not text.strip():
            left_out()
            continue
        if not label:
            others = count_unlabelled(rows)
            more = f", nor have {others:,} behind it" if others else ""
            raise InputError(f"{place} has no label{more}: give it one, or remove it")
        alike = unicodedata.normalize("NFC", label).casefold()  # Letters with accents are written in two ways.
        first, where = spelled.setdefault(alike, (label, place))
        if first != label:
            raise InputError(f"{place} has the label {label!r}, and {where} {first!r}: write both the same")
        if text.strip():
            yield Record(text, label, source)
        else:
            left_out()


def count_unlabelled(rows: Iterator[tuple[str, str, str]]) -> int:
    """Texts without a label, up to where something else is wrong."""
    count = 0
    with suppress(InputError):
        for _, text, label in rows:
            count += bool(text.strip()) and not label.strip()
    return count


def labelled_texts(path: Path, own: CustomCorpus) -> Iterator[tuple[str, str, str]]:
    """Where each document stands, its text, its label."""
    if own.folder_is_label:
        if not path.is_dir():
            raise InputError(f"{path} should be a folder with a folder for each class, as folder_is_label is true")
        for label, file in files_by_class(path):
            yield str(file), read_document(file, own.encoding), label
        return
    columns = [name for name in (own.text_column, own.label_column) if name]
    for place, (text, label) in read_texts(path, own.encoding, columns):
        yield place, text, label
