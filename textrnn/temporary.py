"""Temporary files and folders, each named for the process that it belongs to: those of killed ones are removed."""

import hashlib
import os
import re
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psutil

NAME = re.compile(r"\.?textrnn-(?P<host>[0-9a-f]{8})-(?P<process>[0-9]{1,9})-[0-9a-f]{8}(?:\.part)?")


@cache
def host_id() -> str:
    """Eight digits for what gives processes their numbers: this host, or the container on it."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append(os.readlink("/proc/self/ns/pid"))  # noqa: PTH115  A link that leads nowhere.
    with suppress(OSError):
        parts.append(Path("/etc/machine-id").read_text(encoding="utf-8"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def own_name() -> str:
    """A name that no other file has, which says to which process it belongs."""
    return f"textrnn-{host_id()}-{os.getpid()}-{secrets.token_hex(4)}"


def is_left_over(name: str) -> bool:
    """Whether a file is one of ours, and its process is gone; of another host's processes nobody here knows."""
    match = NAME.fullmatch(name)
    return match is not None and match["host"] == host_id() and not psutil.pid_exists(int(match["process"]))


def remove_left_over(folder: Path) -> None:
    """Remove what killed processes have left in a folder, where this one may."""
    with suppress(OSError):
        for path in folder.iterdir():
            if is_left_over(path.name):
                with suppress(OSError):
                    remove(path)


def part_beside(path: Path) -> Path:
    """A path in the same folder for what is to take the place of `path`."""
    remove_left_over(path.parent)
    return path.with_name(f".{own_name()}.part")


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that only this user can read, and that is gone afterwards."""
    parent = Path(tempfile.gettempdir())
    remove_left_over(parent)
    folder = parent / own_name()
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        remove(folder)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
