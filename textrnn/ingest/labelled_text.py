"""Labelled documents -> records."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from textrnn.data.classes import refuse_long_label
from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.left_out import LeftOut, Places, refuse_unreadable, why_unreadable
from textrnn.ingest.repair import repaired
from textrnn.ingest.split_column import TRAIN, part_of
from textrnn.ingest.tables import Document, read_texts
from textrnn.ingest.texts import files_by_class, read_document
from textrnn.report.terminal import one_line

VARIATIONS = {chr(number) for number in range(0xFE00, 0xFE10)}  # They say how the sign before them is drawn.
WIDE = {chr(number) for number in range(0xFF01, 0xFFEF)}  # Full-width and half-width forms.
LETTERS = str.maketrans("асеорхуіјѕһο", "aceopxyijsho")  # Of Cyrillic, and one of Greek, to those of Latin.
QUOTED = re.compile('".+"')
NAMED_CHARACTERS = 60  # Of a label in a message.
WHOLE = re.compile(r"-?[0-9]+\.0")
NUMBERS = {"true": "1", "false": "0"}


def read_labelled(path: Path, corpus: CustomCorpus, source: str, left_out: LeftOut) -> Iterator[Record]:
    """Labelled documents, each a record; those without text, or without a label, are left out and counted.

    Raises:
        InputError: labels look alike, or there is none; a cell of the split column says something else.
    """
    spellings: dict[str, dict[str, str]] = {}  # Of a label that is the same to readers: how, and where first.
    alike, unknown, quoted, labelled = Places(), Places(), Places(), 0
    for original in read_documents(path, corpus, left_out.unreadable):
        document = repaired_document(original) if corpus.fix_text else original
        left_out.repaired += document is not original
        refuse_long_label(document.label, document.place)
        if document.is_blank:
            left_out.blank += 1
        elif not spelling(document.label):
            left_out.unlabelled.add(document.place)
        elif (part := part_of_document(document, corpus)) is None:
            unknown.add(f"{document.place}: {one_line(str(document.split), NAMED_CHARACTERS)!r}")
        else:
            labelled += 1
            if QUOTED.fullmatch(document.label) and corpus.quoting:
                quoted.add(f"{document.place} has the label {document.label[:NAMED_CHARACTERS]}")
            note_another_spelling(document, spellings, alike)
            yield Record(document.text, document.label, source if part == TRAIN else f"{source}-{part}")
    quoted.refuse("quotes belong to a label where a space stands before them: remove that space, or the quotes")
    alike.refuse("write both the same")
    unknown.refuse(f"that is neither train, valid nor test; --no-split-column ignores {corpus.split_column!r}")
    if left_out.unlabelled.count and not labelled:
        raise InputError(f"{path} has no label in any row: --label-column names another column")


def part_of_document(document: Document, corpus: CustomCorpus) -> str | None:
    """Whether a document is for training, validation or the test; None where its cell says neither."""
    return part_of(document.split, corpus.split_column) if corpus.split_column else TRAIN


def repaired_document(document: Document) -> Document:
    """A document as it was written: the same one, or another whose text or label was read in a wrong encoding."""
    text, label = repaired(document.text), repaired(document.label)
    changed = (text, label) != (document.text, document.label)
    return replace(document, text=text, label=label) if changed else document


def note_another_spelling(document: Document, spellings: dict[str, dict[str, str]], alike: Places) -> None:
    """Note a label that was spelled in another way before, each spelling once."""
    places = spellings.setdefault(spelling(document.label), {})
    if places and document.label not in places:
        (label, place), *_ = places.items()
        labels = [repr(text[:NAMED_CHARACTERS]) for text in (document.label, label)]
        alike.add(f"{document.place} has the label {labels[0]}, and {place} {labels[1]}")
    places.setdefault(document.label, document.place)


@lru_cache(maxsize=2**16)
def spelling(label: str) -> str:
    """What labels that look the same have in common.

    They may differ in case, accents, width, spaces, quotes, dashes, invisible signs, or letters of another alphabet.
    """
    wide = "".join(unicodedata.normalize("NFKC", sign) if sign in WIDE else sign for sign in label)
    text = unicodedata.normalize("NFC", wide).casefold().translate(LETTERS)
    signs = ("-" if unicodedata.category(sign) == "Pd" else sign for sign in text)
    visible = "".join(sign for sign in signs if unicodedata.category(sign) != "Cf" and sign not in VARIATIONS)
    words = " ".join(unicodedata.normalize("NFC", visible).split()).strip("\"'")
    return NUMBERS.get(words, words.removesuffix(".0") if WHOLE.fullmatch(words) else words)


def read_documents(path: Path, corpus: CustomCorpus, unreadable: Places) -> Iterator[Document]:
    """All documents of a folder with a folder for each class, or of a table; files that are left out are counted.

    Raises:
        InputError: it is neither, or a row or a file is not as it should be.
    """
    if corpus.folder_is_label:
        yield from read_class_folders(path, corpus, unreadable)
        return
    columns = corpus.text_column or "", corpus.label_column, corpus.split_column
    yield from read_texts(path, corpus.decoding, *columns, corpus.dialect)


def read_class_folders(path: Path, corpus: CustomCorpus, unreadable: Places) -> Iterator[Document]:
    """All documents of a folder with a folder for each class.

    Raises:
        InputError: it is none, or files of it cannot be read.
    """
    if not path.is_dir():
        raise InputError(f"{path} should be a folder with a folder for each class, as folder_is_label is true")
    for label, file in files_by_class(path):
        try:
            text = read_document(file, corpus.decoding, mail=corpus.mail)
        except InputError as error:
            unreadable.add(why_unreadable(file, error))
        else:
            yield Document(str(file), text, label.strip())
    if not corpus.skip_unreadable:
        refuse_unreadable(unreadable)
