"""Running text of own files, as one or several works each."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from textrnn.data.corpora import RECORD_CHARACTERS, cut_paragraphs
from textrnn.data.records import Record
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.tables import read_texts
from textrnn.ingest.texts import files_of, read_pieces

# Records of a work at least; a record may have ten times as many characters as asked for where lines are long.
PIECES = 40
FEWEST, LEAST = 3, 2000  # Works of a file that is cut at all, and characters of each if there are more.


def read_works(path: Path, own: CustomCorpus, prefix: str) -> Iterator[Record]:
    """Running text as records cut between paragraphs, each file one or several works, whose names have a prefix.

    What has a prefix is a test set, of which each file is one work.
    """
    files = [path] if own.text_column else files_of(path)
    for file in files:
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        size = 0 if prefix or own.works == 1 else sum(map(len, running_text(file, own)))
        works = parts(size, own.works)
        yield from cut_works(running_text(file, own), f"{prefix}{name}", works, size, record_size(size, works))


def parts(size: int, most: int) -> int:
    """Into how many works a file of so many characters is cut: short files into fewer."""
    return min(most, max(FEWEST, size // LEAST)) if size else 1


def record_size(size: int, works: int) -> int:
    """Characters of a record, about, in works of `size` characters together."""
    return RECORD_CHARACTERS if works == 1 else max(1, min(RECORD_CHARACTERS, size // (PIECES * works)))


def cut_works(pieces: Iterable[str], name: str, works: int, size: int, limit: int) -> Iterator[Record]:
    """Records of a text of `size` characters in so many works of about the same size."""
    read = 0
    for text in cut_paragraphs(Pieces(pieces), limit):
        number = min(read * works // size, works - 1) + 1 if works > 1 else 1
        yield Record(text, None, name if works == 1 else f"{name}, part {number:0{len(str(works))}} of {works}")
        read += len(text)


def running_text(path: Path, own: CustomCorpus) -> Iterator[str]:
    """The text of a file piece by piece, or that of a column, with an empty line behind each row."""
    if not own.text_column:
        yield from read_pieces(path, own.encoding)
        return
    for _, (text,) in read_texts(path, own.encoding, [own.text_column]):
        if text.strip():
            yield text.replace("\r\n", "\n").strip("\n") + "\n\n"


class Pieces:
    """Pieces of text as one stream of lines."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self.pieces = iter(pieces)
        self.left = ""
        self.at = 0

    def readline(self, size: int) -> str:
        """The next line, or as many of its words as `size` allows: of a single word, as much of it."""
        while (end := self.left.find("\n", self.at) + 1) == 0 and len(self.left) - self.at < size:
            piece = next(self.pieces, None)
            if piece is None:
                end = len(self.left)
                break
            self.left, self.at = self.left[self.at :] + piece, 0
        end = end or len(self.left)
        stop = min(end, self.at + size)
        if stop - self.at == size and self.left[stop - 1] != "\n":
            stop = self.left.rfind(" ", self.at, stop) + 1 or stop
        line, self.at = self.left[self.at : stop], stop
        return line
