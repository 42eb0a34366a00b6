"""Downloads a file, safely."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from textrnn.errors import InputError

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
CHUNK = 2**20  # Bytes.
SECONDS = 60  # Without a byte.


def download(url: str, folder: Path) -> Path:
    """Download a file into a folder.

    Raises:
        InputError: it cannot be had, or not safely.
    """
    with naming_failure(url):
        refuse_unsafe(url)
        name = PurePosixPath(unquote(urlsplit(url).path)).name
        if name in {"", ".", ".."}:
            raise InputError(f"{url} names no file: its last part should be like reviews.csv")
        write_response(url, folder / name)
    return folder / name


def write_response(url: str, path: Path) -> None:
    """Write what a server sends to a file.

    Raises:
        requests.RequestException: it cannot be had.
        InputError: a redirection leads to an unsafe URL.
    """
    import requests

    # As the file is: some servers say of a .gz that it is a text that they have compressed.
    packed = path.suffix.lower() == ".gz"
    headers = {"Accept-Encoding": "identity"}
    hooks = {"response": refuse_unsafe_redirect}
    with (
        requests.get(url, stream=True, timeout=SECONDS, headers=headers, hooks=hooks) as response,
        path.open("wb") as file,
    ):
        response.raise_for_status()
        for chunk in response.raw.stream(CHUNK, decode_content=not packed):
            file.write(chunk)


def refuse_unsafe(url: str) -> None:
    """Refuse what anyone on the way could change, or should not read.

    Raises:
        InputError: it is neither https:// nor on this machine, or has a password in it.
    """
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise InputError(f"a URL at {parts.hostname} has a password in it, which params.yaml would tell everyone")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise InputError(f"{url} should begin with https://, or name a path")


def refuse_unsafe_redirect(response: Any, **_: Any) -> None:
    """Refuse a redirection to an unsafe URL, before anything is requested there.

    Raises:
        InputError: as for `refuse_unsafe`.
    """
    if response.is_redirect:
        refuse_unsafe(urljoin(response.url, response.headers["location"]))


@contextmanager
def naming_failure(url: str) -> Iterator[None]:
    """Say what cannot be downloaded."""
    import requests
    from urllib3.exceptions import HTTPError

    try:
        yield
    except (requests.RequestException, HTTPError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{url} cannot be downloaded: {reason}") from error
