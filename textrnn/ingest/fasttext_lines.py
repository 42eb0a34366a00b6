"""Rows of text files in the form of fastText: labels, each behind __label__, then the text, on each line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from textrnn.ingest.compression import open_bytes
from textrnn.ingest.encodings import open_text
from textrnn.ingest.rows import CountedLines, Row

PREFIX = "__label__"


def begins_with_label(path: Path) -> bool:
    """Whether the first line of a file begins with a label."""
    if not path.is_file():
        return False
    with open_bytes(path) as stream:
        return stream.read(len(PREFIX)) == PREFIX.encode()


def read_fasttext(path: Path, encoding: str, _: Sequence[str] | None) -> Iterator[Row]:
    """Rows with a column of text and one with the list of its labels."""
    with open_text(path, encoding) as file:
        lines = CountedLines(file, path)
        for line in lines:
            words = line.split()
            count = next((at for at, word in enumerate(words) if not word.startswith(PREFIX)), len(words))
            text = line.split(maxsplit=count)[-1].strip() if count < len(words) else ""
            labels = [word.removeprefix(PREFIX) for word in words[:count]]
            yield Row(f"{path}, line {lines.number}", {"text": text, "label": labels})
