"""Running text -> records: each file is one document, or is cut into several."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from textrnn.data.corpora import RECORD_CHARACTERS, cut_paragraphs
from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.left_out import LeftOut, refuse_unreadable, why_unreadable
from textrnn.ingest.tables import read_texts
from textrnn.ingest.texts import read_document, read_pieces, text_files

# Records of a document at least; a record may have ten times the characters that are wanted where lines are long.
RECORDS_PER_DOCUMENT = 40
# Documents of a file that is cut at all, and characters of each if there are more.
FEWEST_DOCUMENTS, SHORTEST_DOCUMENT = 3, 2000


def read_running_text(path: Path, corpus: CustomCorpus, prefix: str, left_out: LeftOut) -> Iterator[Record]:
    """Records cut between paragraphs, each file one or several documents, whose names have a prefix.

    What has a prefix is a test set, of which each file is one document. Files that are left out are counted.

    Raises:
        InputError: files cannot be read.
    """
    if not path.is_dir():
        yield from file_records(path, path.name, corpus, prefix)
        return
    for file in text_files(path):
        try:
            if corpus.skip_unreadable:  # All of it, before any of it is learned.
                sum(map(len, text_pieces(file, corpus)))
            yield from file_records(file, file.relative_to(path).as_posix(), corpus, prefix)
        except InputError as error:
            left_out.unreadable.add(why_unreadable(file, error))
    if not corpus.skip_unreadable:
        refuse_unreadable(left_out.unreadable)


def file_records(file: Path, name: str, corpus: CustomCorpus, prefix: str) -> Iterator[Record]:
    """The records of a file, which is one document, or is cut into several."""
    one = prefix or corpus.documents_per_file == 1
    size = 0 if one else sum(map(len, text_pieces(file, corpus)))
    count = document_count(size, corpus.documents_per_file)
    yield from cut_documents(text_pieces(file, corpus), f"{prefix}{name}", count, size)


def document_count(size: int, most: int) -> int:
    """Into how many documents a file of `size` characters is cut: short files into fewer."""
    return min(most, max(FEWEST_DOCUMENTS, size // SHORTEST_DOCUMENT)) if size else 1


def record_size(size: int, count: int) -> int:
    """Characters of a record, about, of a text of `size` characters that is cut into so many documents."""
    if count == 1:
        return RECORD_CHARACTERS
    return max(1, min(RECORD_CHARACTERS, size // (RECORDS_PER_DOCUMENT * count)))


def cut_documents(pieces: Iterable[str], name: str, count: int, size: int) -> Iterator[Record]:
    """Records of a text of `size` characters that is cut into so many documents of about the same size."""
    read = 0
    for text in cut_paragraphs(LineStream(pieces), record_size(size, count)):
        number = min(read * count // size, count - 1) + 1 if count > 1 else 1
        yield Record(text, None, name if count == 1 else f"{name}, part {number:0{len(str(count))}} of {count}")
        read += len(text)


def text_pieces(path: Path, corpus: CustomCorpus) -> Iterator[str]:
    """The text of a file piece by piece, or that of a column, with an empty line behind each row."""
    if corpus.mail:
        yield f"{read_document(path, corpus.decoding, mail=True)}\n"
        return
    if not corpus.text_column:
        yield from read_pieces(path, corpus.decoding)
        return
    for document in read_texts(path, corpus.decoding, corpus.text_column, dialect=corpus.dialect):
        if not document.is_blank:
            yield document.text.replace("\r\n", "\n").strip("\n") + "\n\n"


class LineStream:
    """Pieces of text as one stream of lines."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self.pieces = iter(pieces)
        self.buffer = ""
        self.at = 0  # Where in the buffer the next line begins.

    def readline(self, size: int) -> str:
        """The next line, or as many of its words as `size` allows: of a single word, as much of it."""
        while (end := self.buffer.find("\n", self.at) + 1) == 0 and len(self.buffer) - self.at < size:
            piece = next(self.pieces, None)
            if piece is None:
                end = len(self.buffer)
                break
            self.buffer, self.at = self.buffer[self.at :] + piece, 0
        end = end or len(self.buffer)
        stop = min(end, self.at + size)
        if stop - self.at == size and self.buffer[stop - 1] != "\n":
            stop = self.buffer.rfind(" ", self.at, stop) + 1 or stop
        line, self.at = self.buffer[self.at : stop], stop
        return line
