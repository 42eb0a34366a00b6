"""Rows of text files in the form of fastText: labels, each behind __label__, then the text, on each line."""

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path

from textrnn.ingest.compression import open_bytes
from textrnn.ingest.encodings import open_text
from textrnn.ingest.rows import CountedLines, Row

PREFIX = "__label__"
START = 100  # Bytes.


def begins_with_label(path: Path) -> bool:
    """Whether the first line with anything in it begins with a label."""
    if not path.is_file():
        return False
    with open_bytes(path) as stream:
        return stream.read(START).removeprefix(codecs.BOM_UTF8).lstrip().startswith(PREFIX.encode())


def read_fasttext(path: Path, encoding: str, _: Sequence[str] | None) -> Iterator[Row]:
    """Rows with a column of text and one of its label, or the list of them."""
    with open_text(path, encoding) as file:
        lines = CountedLines(file, path)
        for line in lines:
            words = line.split()
            count = next((at for at, word in enumerate(words) if not word.startswith(PREFIX)), len(words))
            text = line.split(maxsplit=count)[-1].strip() if count < len(words) else ""
            labels = [word.removeprefix(PREFIX) for word in words[:count]]
            if words:
                values = {"text": text, "label": labels if len(labels) > 1 else "".join(labels)}
                yield Row(f"{path}, line {lines.number}", values)
