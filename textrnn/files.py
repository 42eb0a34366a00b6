"""Files written whole or not at all, with the same bytes each time."""

import csv
import errno
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from textrnn.errors import InputError, reading
from textrnn.temporary import part_beside, remove

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DIGITS = 6  # Of metrics and plots: what lies behind is noise to a reader.


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path beside `path` for a new file or folder; it takes its place when the block succeeds.

    Each writer has a path of its own, so of several the last one wins with all that it wrote. A file may be read by
    whoever could read the one before it.

    Raises:
        InputError: there is something that is neither file nor folder.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise InputError(f"{path} is neither a file nor a folder, and would be lost: name another one")
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = part_beside(path)
    try:
        yield beside
        if path.is_dir():  # A file is replaced in one step, a folder cannot be.
            remove(path)
        elif path.exists() and beside.is_file():
            shutil.copymode(path, beside)
        beside.replace(path)
    except OSError as error:
        if error.filename == str(beside) or (error.filename is None and error.errno in FULL):
            error.filename = str(path)  # No one knows it by the other name; a full disk names none.
        raise
    finally:
        remove(beside)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def dvc_hash(path: Path) -> str:
    """The hash that DVC has of a file, or of a folder: that of its files' names and hashes as JSON."""
    if not path.is_dir():
        with path.open("rb") as file:
            return hashlib.file_digest(file, partial(hashlib.md5, usedforsecurity=False)).hexdigest()
    names = sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
    entries = [{"md5": dvc_hash(path / name), "relpath": name} for name in names]
    return f"{hashlib.md5(json.dumps(entries).encode(), usedforsecurity=False).hexdigest()}.dir"


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text, its lines ended by a newline alone on every system."""
    with replacing(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, value: object) -> None:
    """Write JSON to be read and compared: sorted keys, one value a line; NaN, which is no JSON, is a ValueError."""
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Read JSON."""
    with reading(path):
        return json.loads(path.read_text(encoding="utf-8"))


def write_metrics(path: Path, metrics: object) -> None:
    """Write JSON with rounded numbers."""
    write_json(path, rounded(metrics))


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write CSV, its numbers rounded."""
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(PlainLineEnds(file), lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows([rounded(value) for value in row] for row in rows)


class PlainLineEnds:
    """What a csv.writer writes into: it ends rows with both signs, or it would quote only one of them in a value."""

    def __init__(self, file: TextIO) -> None:
        self.file = file

    def write(self, row: str) -> int:
        """Write a row, ended by a newline alone."""
        return self.file.write(row.removesuffix("\r\n") + "\n")


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read CSV, each row by the names of its columns."""
    with reading(path), path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rounded(value: object) -> object:
    """`value` with every float in it rounded to 6 digits."""
    match value:
        case float():
            return round(value, DIGITS)
        case dict():
            return {key: rounded(item) for key, item in value.items()}
        case list():
            return [rounded(item) for item in value]
        case _:
            return value
