"""Files as they are, or compressed: read as a stream, nothing is unpacked to disk. Their first bytes say how."""

import bz2
import gzip
import lzma
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from textrnn.errors import InputError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd  # The same module, for earlier versions.

FIRST_BYTES = {
    b"\x1f\x8b": ".gz",
    b"\x28\xb5\x2f\xfd": ".zst",
    b"PK\x03\x04": ".zip",
    **{b"BZh%d1AY&SY" % level: ".bz2" for level in range(1, 10)},
    b"\xfd7zXZ\0": ".xz",
}
COMPRESSED = set(FIRST_BYTES.values())
OPENERS: dict[str | None, Callable[..., Any]] = {
    ".gz": gzip.open,
    ".zst": zstd.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
}
STDIN = Path("-")
BROKEN = (
    *(gzip.BadGzipFile, zlib.error, zstd.ZstdError),
    *(zipfile.BadZipFile, lzma.LZMAError, EOFError, NotImplementedError),
)


def inner_name(path: Path) -> str:
    """The name of what a file holds: that of its only member for a ZIP, without .gz and the like for others.

    Raises:
        InputError: as for `only_member`.
    """
    if path.suffix.lower() == ".zip":
        with naming_damage(path), zipfile.ZipFile(path) as archive:
            return PurePosixPath(only_member(archive, path).filename).name
    return path.stem if path.suffix.lower() in COMPRESSED else path.name


def packing(path: Path) -> str | None:
    """How a file is compressed: as its name says, or, under another name, its first bytes."""
    if path.suffix.lower() in COMPRESSED or not path.is_file():
        return path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(max(map(len, FIRST_BYTES)))
    return next((kind for sign, kind in FIRST_BYTES.items() if start.startswith(sign)), None)


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """A stream of what a file holds; `-` is standard input.

    Raises:
        InputError: the file is damaged, or a ZIP with several files; while the stream is read, too.
    """
    with naming_damage(path):
        match packing(path):
            case _ if path == STDIN:
                if sys.stdin is None:
                    raise InputError("standard input is closed: name a file")
                yield sys.stdin.buffer
            case kind if kind in OPENERS:
                with OPENERS[kind](path, "rb") as unpacked:
                    yield cast(IO[bytes], unpacked)
            case ".zip":
                with zipfile.ZipFile(path) as archive, archive.open(only_member(archive, path)) as stream:
                    yield stream
            case _:
                with path.open("rb") as file:
                    yield file


def only_member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """The one file of a ZIP, but for what a Mac adds.

    Raises:
        InputError: it has none or several, or needs a password.
    """
    files = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    if len(files) != 1:
        raise InputError(
            f"{path} holds {len(files)} files, and one is read: unpack it, and name the file or the folder"
        )
    if files[0].flag_bits & 1:
        raise InputError(f"{path} needs a password: unpack it, and name the file")
    return files[0]


@contextmanager
def naming_damage(path: Path) -> Iterator[None]:
    """Say which file is damaged."""
    try:
        yield
    except (*BROKEN, OSError, UnicodeError) as error:
        if not isinstance(error, BROKEN) and is_of_system(error, path):
            raise
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise InputError(f"{path} is damaged, or no {path.suffix} file ({reason}); get it again") from error


def is_of_system(error: Exception, path: Path) -> bool:
    """Whether the system failed, or the text was not decoded; what is damaged within a ZIP may look the same."""
    if isinstance(error, OSError):
        return error.filename is not None or (error.errno is not None and path.suffix.lower() != ".zip")
    return path.suffix.lower() != ".zip"
