"""Files that look about as much like one encoding as like another."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.compression import open_bytes
from textrnn.ingest.encodings import CHUNK, DETECT, UTF8, candidates
from textrnn.ingest.rows import suffix

BEFORE, SHOWN = 40, 90  # Characters before the first one that differs, and in all.


@dataclass(frozen=True)
class Doubt:
    """The first line of a file that two encodings read differently, and how many files are like it."""

    path: Path
    line: int
    texts: dict[str, str]  # by encoding, the likelier one first
    files: int = 1


def find_doubt(files: Sequence[Path], encoding: str) -> Doubt | None:
    """The first file whose encoding is not clear, of files that are read in this one.

    One encoding for all is clear where it is for half of those that are not UTF-8.
    """
    if encoding == UTF8:
        return None
    found = {path: names for path in files if (names := legacy_candidates(path))}
    doubts = [doubt for path, names in found.items() if len(names) > 1 and (doubt := differing_line(path, names[:2]))]
    if not doubts or (encoding != DETECT and len(doubts) <= len(found) / 2):
        return None
    first = doubts[0]
    return Doubt(first.path, first.line, first.texts, len(doubts))


def legacy_candidates(path: Path) -> list[str]:
    """What the encoding of a file may be, if it can be read and is not UTF-8."""
    try:
        names = [] if suffix(path) == ".parquet" else candidates(path)
    except InputError:
        return []
    return [name for name in names if name != UTF8]


def differing_line(path: Path, names: Sequence[str]) -> Doubt | None:
    """The first line that encodings read differently, from shortly before that place on; None where there is none."""
    with open_bytes(path) as stream:
        for number, line in enumerate(iter(lambda: stream.readline(CHUNK), b""), start=1):
            texts = [line.decode(name, errors="replace").strip() for name in names]
            if not line.isascii() and len(set(texts)) > 1:
                start = max(first_difference(texts) - BEFORE, 0)
                shown = [text[start : start + SHOWN] for text in texts]
                return Doubt(path, number, dict(zip(names, shown, strict=True)))
    return None


def first_difference(texts: Sequence[str]) -> int:
    """Where texts differ first."""
    return next((at for at, signs in enumerate(zip(*texts, strict=False)) if len(set(signs)) > 1), 0)
