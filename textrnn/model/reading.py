"""Reads the files of a model: those of its folder, or of the ZIP that `textrnn pack` made of it.

Whoever made a model may be mistaken or mean harm, and disks rot: everything is read within bounds, and checked.
"""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textrnn.errors import InputError, reading
from textrnn.model.layout import (
    CARD,
    CARD_OF_FORMAT_1,
    CONFIG,
    ORIGIN,
    SUMS,
    SVM,
    SVM_WEIGHTS,
    TOKENIZER,
    WEIGHTS,
)
from textrnn.model.sums import parse_sums

MAX_BYTES = {CONFIG: 2**24, WEIGHTS: 2**32, TOKENIZER: 2**26, CARD: 2**20, CARD_OF_FORMAT_1: 2**20}
MAX_BYTES |= {SUMS: 2**16, ORIGIN: 2**16, SVM: 2**28, SVM_WEIGHTS: 2**30}
REMEDY = "get the model again, or make it: dvc repro"


def read_file(model: Path, name: str) -> bytes:
    """One file of a model, which is a folder or a ZIP of its files; nothing is unpacked.

    Raises:
        InputError: it is not there, too large, or damaged.
    """
    content = read_unchecked(model, name)
    sums = read_sums(model) if name != ORIGIN else None
    if sums is not None and sums.get(name) != hashlib.sha256(content).hexdigest():
        raise InputError(
            f"{model / name} is not what {SUMS} beside it says: it is damaged, or was changed by hand; {REMEDY}"
        )
    return content


def read_sums(model: Path) -> dict[str, str] | None:
    """The hashes of a model's files by their names; None for a model that is not published, or older.

    Raises:
        InputError: they are damaged.
    """
    if not has_file(model, SUMS):
        return None
    with reading(model / SUMS, REMEDY):
        return parse_sums(read_unchecked(model, SUMS))


def has_file(model: Path, name: str) -> bool:
    """Whether a model that is there has a file of this name.

    Raises:
        InputError: it is a file, and no ZIP.
    """
    if model.is_dir():
        return os.path.lexists(model / name)  # What is no file is refused when it is read.
    with reading(model, REMEDY), open_archive(model) as archive:
        return name in archive.namelist()


def read_unchecked(model: Path, name: str) -> bytes:
    """The same, whatever its hash is.

    Raises:
        InputError: as for `read_file`.
    """
    if not model.exists():
        raise InputError(f"{model} is not there: in the project's folder, dvc repro makes it, or dvc pull brings it")
    if not (model.is_dir() or model.is_file()):
        raise InputError(f"{model} is no model: neither a folder nor what textrnn pack made")
    path = model / name
    with reading(path, REMEDY):
        content = read_from_folder(path) if model.is_dir() else read_from_archive(model, name)
        if len(content) > MAX_BYTES[name]:
            raise ValueError(f"it has more than {MAX_BYTES[name]:,} bytes")
    return content


def read_from_folder(path: Path) -> bytes:
    """A file, up to one byte more than it may have."""
    if not path.is_file():
        raise InputError(f"{path} is not there, so {path.parent} is no model: {REMEDY}")
    with path.open("rb") as file:
        return file.read(min(path.stat().st_size, MAX_BYTES[path.name]) + 1)  # Python allocates as much at once.


def read_from_archive(model: Path, name: str) -> bytes:
    """The same of a ZIP."""
    with open_archive(model) as archive:
        entries = [entry for entry in archive.infolist() if entry.filename == name]
        if len(entries) != 1:
            raise InputError(f"{model} is no model: it has {len(entries)} files named {name}, and should have one")
        if entries[0].compress_type != zipfile.ZIP_STORED:  # A small file could hold gigabytes.
            raise InputError(
                f"{model} is compressed, which a model never is: unzip it, and let textrnn pack make it again"
            )
        with archive.open(entries[0]) as file:
            return file.read(min(model.stat().st_size, MAX_BYTES[name]) + 1)  # The size it states may be a lie.


@contextmanager
def open_archive(model: Path) -> Iterator[zipfile.ZipFile]:
    """A ZIP to be read.

    Raises:
        InputError: it is none, or damaged; while it is read, too.
    """
    if not zipfile.is_zipfile(model):
        raise InputError(f"{model} is no model: neither a folder nor what textrnn pack made")
    try:
        with zipfile.ZipFile(model) as archive:
            yield archive
    except OSError as error:  # Reading what is damaged fails as if the disk did.
        raise InputError(f"{model} is damaged ({error.strerror}): {REMEDY}") from error
