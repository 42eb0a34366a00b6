"""The texts that `textrnn score` reads: where they lie, and how they are read."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textrnn.errors import InputError
from textrnn.ingest.compression import STDIN, open_bytes
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.labelled_text import read_documents, spelling
from textrnn.ingest.layout import split_folders
from textrnn.ingest.left_out import LeftOut
from textrnn.ingest.location import find
from textrnn.ingest.request import Located, Request
from textrnn.ingest.tables import Document, is_table
from textrnn.ingest.texts import text_files

if TYPE_CHECKING:
    from textrnn.data.records import Record

LARGEST = 10.0  # Gigabytes that are downloaded.
STDIN_NAME = "standard input"
REMEDY = "--skip-unreadable leaves such files out, --errors replace reads those that are in no single encoding"


@contextmanager
def kept_input(place: str, kind: str, folder: Path) -> Iterator[Path]:
    """The path of the texts; standard input, which is read several times, is kept in `folder`.

    Raises:
        InputError: there is nothing; a message about standard input names it as such.
    """
    if place != str(STDIN):
        yield find(place, folder, LARGEST, "name another file or folder")
        return
    path = folder / f"input.{kind}"
    with open_bytes(STDIN) as stream, path.open("wb") as file:
        shutil.copyfileobj(stream, file)
    try:
        yield path
    except InputError as error:
        raise InputError(str(error).replace(str(path), STDIN_NAME)) from error


@dataclass(frozen=True)
class Source:
    """Texts, and how they are read."""

    path: Path
    name: str  # that its user knows it by
    corpus: CustomCorpus
    skips_unreadable: bool

    @property
    def files(self) -> int:
        """How many files it is."""
        return len(text_files(self.path))

    def documents(self, left_out: LeftOut) -> Iterator[Document]:
        """The documents that have a text and a label; all others are counted.

        Raises:
            InputError: a row or a file is not as it should be, or there is no document at all.
        """
        from textrnn.data.classes import refuse_long_label

        count = 0
        for document in read_documents(self.path, self.corpus, left_out.unreadable):
            refuse_long_label(document.label, document.place)
            if document.is_blank:
                left_out.blank += 1
            elif not spelling(document.label):
                left_out.unlabelled.add(document.place.removeprefix(f"{self.path}, "))
            else:
                count += 1
                yield document
        self.refuse_unreadable(left_out)
        if not count:
            self.refuse_empty(left_out)

    def running_text(self, left_out: LeftOut) -> Iterator["Record"]:
        """Running text in records, all of a file with the same source.

        Raises:
            InputError: a file is not as it should be, or there is no text.
        """
        from textrnn.ingest.records import TEST, read_part

        yield from read_part(self.path, self.corpus, TEST, left_out=left_out)
        self.refuse_unreadable(left_out)

    def refuse_unreadable(self, left_out: LeftOut) -> None:
        """Refuse files that cannot be read, unless they are to be skipped.

        Raises:
            InputError: there are some.
        """
        if not self.skips_unreadable:
            left_out.unreadable.refuse(REMEDY)

    def refuse_empty(self, left_out: LeftOut) -> None:
        """Refuse a source without a document.

        Raises:
            InputError: always.
        """
        if left_out.unlabelled.count:
            raise InputError(f"{self.path} has no label in any row: --label-column names another column")
        left_out.unreadable.refuse(f"no file of {self.path} that has text can be read")
        raise InputError(f"{self.path} has no text")


def how_to_read(request: Request, path: Path, model: str | None) -> Source:
    """The texts of a path, read as `textrnn use` would read them.

    Raises:
        InputError: it is not clear how, or the model needs others.
    """
    from textrnn.ingest.description import describe_corpus

    train, test = split_folders(path)
    if test is not None:
        raise InputError(f"{path} holds {train.name} and {test.name}: name the one to score, such as {test}")
    request = replace(request, labelled=needs_labels(request, path, model))
    if request.labelled and request.path == str(STDIN) and not is_table(path):
        raise InputError(f"{path} is read as text, which has no labels: --format says that it is csv, tsv or jsonl")
    corpus = describe_corpus(request, Located(path, path, None))
    name = STDIN_NAME if request.path == str(STDIN) else request.path
    # Whatever is unreadable is refused by this module, as its remedies are options of this command.
    return Source(path, name, corpus.model_copy(update={"skip_unreadable": True}), request.skip_unreadable)


def needs_labels(request: Request, path: Path, model: str | None) -> bool | None:
    """Whether the texts should have labels, as the command line says it, or the model; None where neither does.

    Raises:
        InputError: it is no model, or they say different things.
    """
    if model is None:
        return True if request.labelled is None and path.is_file() and is_table(path) else request.labelled
    from textrnn.classification.network import KIND
    from textrnn.model.config import read_any_config

    kind = read_any_config(Path(model))["kind"]
    if request.labelled not in {None, kind == KIND}:
        raise InputError(f"{model} is a {kind}, which --task says it is not: leave out --task")
    return bool(kind == KIND)
