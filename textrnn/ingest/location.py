"""Where own text lies: a path or an address, found, downloaded, and known by its hash."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from textrnn.errors import InputError
from textrnn.ingest.texts import refuse_strange_names, visible_files

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
CHUNK = 2**20
SECONDS = 60  # Without a byte.


def is_address(place: str) -> bool:
    """Whether own text is to be downloaded."""
    return "://" in place


def find(place: str, folder: Path, another: str = "textrnn use PATH names another one") -> Path:
    """The path of own text; what has an address is downloaded into `folder`.

    A relative path counts from the project's folder, also where DVC works in a copy of it.

    Raises:
        InputError: there is nothing, or it cannot be had.
    """
    if is_address(place):
        return download(place, folder)
    if not place.strip("/ "):
        raise InputError(f"{place!r} names neither a file nor a folder of text")
    try:
        path = Path(os.environ.get("DVC_ROOT", ".")) / Path(place).expanduser()
    except RuntimeError as error:
        raise InputError(f"{place} is not there; nobody here has that name") from error
    path = path if path.is_absolute() and Path(place).is_absolute() else Path(os.path.relpath(path))
    if not path.exists():
        tracked = path.with_name(f"{path.name}.dvc").exists()
        remedy = f"dvc pull {place}.dvc brings it" if tracked else another
        raise InputError(f"{place} is not there; {remedy}")
    if not (path.is_file() or path.is_dir()):
        raise InputError(f"{place} is neither a file nor a folder: save what it gives to a file")
    refuse_strange_names([path])
    return path


def download(address: str, folder: Path) -> Path:
    """Download a file into a folder.

    Raises:
        InputError: it cannot be had, or not safely.
    """
    import requests

    with failed_download(address):
        refuse_unsafe(address)
        name = PurePosixPath(unquote(urlsplit(address).path)).name
        if name in {"", ".", ".."}:
            raise InputError(f"{address} names no file: its last part should be like reviews.csv")
        path = folder / name
        # As the file is: some servers say of a .gz that it is a text that they have compressed.
        packed = path.suffix.lower() == ".gz"
        asked = {"Accept-Encoding": "identity"}
        hooks = {"response": refuse_unsafe_redirect}
        with (
            requests.get(address, stream=True, timeout=SECONDS, headers=asked, hooks=hooks) as answer,
            path.open("wb") as file,
        ):
            answer.raise_for_status()
            for chunk in answer.raw.stream(CHUNK, decode_content=not packed):
                file.write(chunk)
    return path


def refuse_unsafe(address: str) -> None:
    """Refuse what anyone on the way could change, or should not read.

    Raises:
        InputError: it is neither https:// nor on this machine, or has a password in it.
    """
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise InputError(f"an address at {parts.hostname} has a password in it, which params.yaml would tell everyone")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise InputError(f"{address} should begin with https://, or name a path")


def refuse_unsafe_redirect(answer: Any, **_: Any) -> None:
    """Refuse to be sent on to an unsafe address, before anything is asked there.

    Raises:
        InputError: as for `refuse_unsafe`.
    """
    if answer.is_redirect:
        refuse_unsafe(urljoin(answer.url, answer.headers["location"]))


@contextmanager
def failed_download(address: str) -> Iterator[None]:
    """Say what cannot be downloaded."""
    import requests
    from urllib3.exceptions import HTTPError

    try:
        yield
    except (requests.RequestException, HTTPError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{address} cannot be downloaded: {reason}") from error


def sha256(path: Path) -> str:
    """The hash of a file's bytes; of a folder that of its files' paths and hashes, hidden files left out."""
    if not path.is_dir():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    found = hashlib.sha256()
    for file_path in visible_files(path):
        found.update(f"{sha256(file_path)}  {file_path.relative_to(path).as_posix()}\n".encode())
    return found.hexdigest()


def check(path: Path, place: str, expected: str | None) -> None:
    """Refuse what is not what it was.

    Raises:
        InputError: the hash is another one.
    """
    if expected and (found := sha256(path)) != expected:
        raise InputError(
            f"{place} has changed since params.yaml was written: its sha256 is {found}, expected {expected}. "
            "textrnn use looks at it again"
        )
