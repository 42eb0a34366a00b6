"""Where your data lies: a path, or a URL that is downloaded; known by its hash."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from textrnn.errors import InputError
from textrnn.files import sha256
from textrnn.ingest.download import download
from textrnn.ingest.texts import refuse_undecodable_names, visible_files


def is_url(place: str) -> bool:
    """Whether the data is to be downloaded."""
    return "://" in place


def find(place: str, folder: Path, max_gigabytes: float, remedy: str = "textrnn use PATH names another one") -> Path:
    """The path of your data; what has a URL is downloaded into `folder`, if it is not larger.

    Raises:
        InputError: there is nothing, or it cannot be had; the message ends with the remedy.
    """
    if is_url(place):
        return download(place, folder, max_gigabytes)
    path = project_path(place)
    if not path.exists():
        tracked = path.with_name(f"{path.name}.dvc").exists()
        raise InputError(f"{place} is not there; {f'dvc pull {place}.dvc brings it' if tracked else remedy}")
    if not (path.is_file() or path.is_dir()):
        raise InputError(f"{place} is neither a file nor a folder: save what it gives to a file")
    refuse_undecodable_names([path])
    return path


def project_path(place: str) -> Path:
    """A path, relative ones from the project's folder, also where DVC works in a copy of it.

    Raises:
        InputError: it names nothing.
    """
    if not place.strip("/ "):
        raise InputError(f"{place!r} names neither a file nor a folder of text")
    try:
        path = Path(os.environ.get("DVC_ROOT", ".")) / Path(place).expanduser()
    except RuntimeError as error:
        raise InputError(f"{place} is not there; nobody here has that name") from error
    return path if path.is_absolute() and Path(place).is_absolute() else Path(os.path.relpath(path))


def data_sha256(path: Path) -> str:
    """The hash of a file's bytes; of a folder that of its files' paths and hashes, hidden files left out."""
    if not path.is_dir():
        return sha256(path)
    digest = hashlib.sha256()
    for member in visible_files(path):
        digest.update(f"{sha256(member)}  {member.relative_to(path).as_posix()}\n".encode())
    return digest.hexdigest()


def refuse_changed(path: Path, place: str, expected: str | None) -> None:
    """Refuse data that is not what it was.

    Raises:
        InputError: it has another hash.
    """
    if expected and (actual := data_sha256(path)) != expected:
        raise InputError(
            f"{place} has changed since params.yaml was written: its sha256 is {actual}, expected {expected}. "
            "textrnn use reads it again"
        )


@contextmanager
def refusing_changes(path: Path) -> Iterator[None]:
    """Refuse data that another program changes while it is read.

    Raises:
        InputError: one did.
    """
    refuse_changes = watch(path)
    yield
    refuse_changes()


def watch(path: Path) -> Callable[[], None]:
    """What refuses data that was changed since now; it raises an InputError."""
    before = states(path)

    def refuse_changes() -> None:
        if states(path) != before:
            raise InputError(f"{path} changed while it was read: run it again when nothing else writes there")

    return refuse_changes


def states(path: Path) -> list[tuple[str, int, int]]:
    """What tells whether one of the files was changed: name, bytes and time of the last change."""
    files = visible_files(path) if path.is_dir() else [path]
    return [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
