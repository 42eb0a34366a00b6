"""Labelled documents -> records."""

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from textrnn.data.classes import refuse_long_label
from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.tables import read_texts
from textrnn.ingest.texts import files_by_class, read_document


@dataclass(frozen=True, slots=True)
class Document:
    """A text, its label without the spaces around it, and where both stand."""

    place: str
    text: str
    label: str

    @property
    def is_blank(self) -> bool:
        """Whether it has no text."""
        return not self.text.strip()


def read_labelled(path: Path, corpus: CustomCorpus, source: str, on_blank: Callable[[], None]) -> Iterator[Record]:
    """Labelled documents, each a record; those without text are left out, and `on_blank` is called for each.

    Raises:
        InputError: a label is missing, or two differ by case alone, or by nothing that one sees.
    """
    spellings: dict[str, tuple[str, str]] = {}  # Of a label that is the same to readers: how, and where first.
    documents = read_documents(path, corpus)
    for document in documents:
        refuse_long_label(document.label, document.place)
        if document.label:
            refuse_another_spelling(document, spellings)
        elif not document.is_blank:
            raise without_label(document, documents)
        if document.is_blank:
            on_blank()
        else:
            yield Record(document.text, document.label, source)


def refuse_another_spelling(document: Document, spellings: dict[str, tuple[str, str]]) -> None:
    """Refuse a label that was spelled in another way before.

    Raises:
        InputError: two differ by case alone, or by how accents are stored.
    """
    key = unicodedata.normalize("NFC", document.label).casefold()  # Letters with accents are written in two ways.
    label, place = spellings.setdefault(key, (document.label, document.place))
    if label != document.label:
        raise InputError(
            f"{document.place} has the label {document.label!r}, and {place} {label!r}: write both the same"
        )


def without_label(document: Document, rest: Iterator[Document]) -> InputError:
    """The error of a text without a label, with the number of those behind it, up to where something else is wrong."""
    count = 0
    with suppress(InputError):
        for later in rest:
            count += not later.is_blank and not later.label
    more = f", nor have {count:,} behind it" if count else ""
    return InputError(f"{document.place} has no label{more}: give it one, or remove it")


def read_documents(path: Path, corpus: CustomCorpus) -> Iterator[Document]:
    """All documents of a folder with a folder for each class, or of a table.

    Raises:
        InputError: it is neither, or a row is not as it should be.
    """
    if corpus.folder_is_label:
        if not path.is_dir():
            raise InputError(f"{path} should be a folder with a folder for each class, as folder_is_label is true")
        for label, file in files_by_class(path):
            yield Document(str(file), read_document(file, corpus.encoding), label.strip())
        return
    for place, text, label in read_texts(path, corpus.encoding, corpus.text_column or "", corpus.label_column):
        yield Document(place, text, label.strip())
