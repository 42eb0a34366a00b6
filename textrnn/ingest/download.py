"""Downloads a file, safely."""

import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from textrnn.errors import InputError
from textrnn.files import replacing

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
CHUNK = 2**20  # Bytes.
SECONDS = 60  # In which at least so much has to come:
FEWEST = 2**16  # Bytes.
GIGABYTE = 10**9


def download(url: str, folder: Path, max_gigabytes: float) -> Path:
    """Download a file into a folder.

    Raises:
        InputError: it cannot be had, or not safely, or it is larger.
    """
    with naming_failure(url):
        refuse_unsafe(url)
        name = PurePosixPath(unquote(urlsplit(url).path)).name
        if name in {"", ".", ".."}:
            raise InputError(f"{url} names no file: its last part should be like reviews.csv")
        write_response(url, folder / name, max_gigabytes)
    return folder / name


def write_response(url: str, path: Path, max_gigabytes: float) -> None:
    """Write what a server sends to a file.

    Raises:
        requests.RequestException: it cannot be had.
        InputError: a redirection leads to an unsafe URL, or more comes than is allowed, or too slowly.
    """
    import requests

    headers = {"Accept-Encoding": "identity"}
    hooks = {"response": refuse_unsafe_redirect}
    with requests.get(url, stream=True, timeout=SECONDS, headers=headers, hooks=hooks) as response:
        response.raise_for_status()
        refuse_size(url, int(response.headers.get("content-length", 0)), max_gigabytes)
        # Some servers say of a .gz that it is a text that they have compressed: it is left as it is.
        is_packed = response.headers.get("content-encoding") == "gzip" and path.suffix.lower() != ".gz"
        pieces = arriving(url, response.raw)
        with replacing(path) as beside, beside.open("wb") as file:
            for piece in unpacked(url, pieces) if is_packed else pieces:
                file.write(piece)
                refuse_size(url, file.tell(), max_gigabytes)


def arriving(url: str, raw: Any) -> Iterator[bytes]:
    """What comes, as soon as it is here.

    Raises:
        InputError: it comes too slowly.
    """
    began, arrived = time.monotonic(), 0
    while piece := raw.read1(CHUNK, decode_content=False):
        yield piece
        arrived += len(piece)
        if time.monotonic() - began > SECONDS:
            if arrived < FEWEST:
                raise InputError(f"{url} came too slowly, {arrived:,} bytes in the last {SECONDS} s: try again later")
            began, arrived = time.monotonic(), 0


def unpacked(url: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What a server has compressed for the way with gzip, so much of it at a time.

    Raises:
        InputError: it ends too early, or is damaged.
    """
    decompress = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        for piece in pieces:
            yield decompress.decompress(piece, CHUNK)
            while decompress.unconsumed_tail:
                yield decompress.decompress(decompress.unconsumed_tail, CHUNK)
    except zlib.error as error:
        raise InputError(f"{url} cannot be downloaded: it arrived damaged ({error})") from error
    if not decompress.eof:
        raise InputError(f"{url} cannot be downloaded: it ended too early; try again")


def refuse_size(url: str, size: int, max_gigabytes: float) -> None:
    """Refuse a download of too many bytes.

    Raises:
        InputError: there are more.
    """
    if size > max_gigabytes * GIGABYTE:
        raise InputError(
            f"{url} is larger than {max_gigabytes:g} GB: --max-gigabytes of textrnn use, max_gigabytes of fetch in "
            "params.yaml, allow more"
        )


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
        InputError: as for `refuse_unsafe`, or a public server leads into a private network, or to this machine.
    """
    if response.is_redirect:
        target = urljoin(response.url, response.headers["location"])
        refuse_unsafe(target)
        if is_private(target) and not is_private(response.url):
            raise InputError(f"{response.url} leads from the internet into a private network, to {target}")


def is_private(url: str) -> bool:
    """Whether a URL leads to this machine or into a private network."""
    parts = urlsplit(url)
    return not all(address.is_global for address in addresses(parts.hostname or "", parts.port or 443))


def addresses(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    """The addresses of a host; none where only a proxy knows them."""
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    each = [ip_address(str(place[0]).partition("%")[0]) for *_, place in entries]
    return [getattr(address, "ipv4_mapped", None) or address for address in each]


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
