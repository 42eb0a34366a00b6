"""Which processes train together: those of torchrun, or as many as this host has cores, or one alone.

On one host the first process starts the others, with its own command line.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

import psutil
from torch import distributed

from textrnn.distributed import torchrun
from textrnn.distributed.process_group import ALONE, Processes
from textrnn.distributed.shared_memory import Siblings
from textrnn.errors import InputError, LostError
from textrnn.numerics import device

SIBLING = "TEXTRNN_SIBLING"  # The environment variable by which one that was started knows what it is.


@contextmanager
def together(most: int, key: str) -> Iterator[Processes]:
    """Join the processes that were started to work together, or start them: at most so many.

    `key` stands for all that the work depends on, and is the same in all of them.

    Raises:
        InputError: more were started, or with GPUs, or for other work, or TEXTRNN_PROCESSES is no number.
        LostError: another process has ended; the message says which one, and its last words.
    """
    with joined_or_started(most) as processes:
        if processes.share(key.encode()) != key.encode():
            raise InputError("this process has other params, inputs, code, versions or numerics than the first one")
        yield processes


def joined_or_started(most: int) -> AbstractContextManager[Processes]:
    """The processes that were started to work together; those that can be, if none were.

    Raises:
        InputError: as for `together`.
    """
    if distributed.is_torchelastic_launched():
        check_torchrun(most)
        return torchrun.joined()
    if SIBLING in os.environ:
        return joined()
    count = min(most, wanted())
    return started(count) if count > 1 and can_start_others() else nullcontext(ALONE)


def check_torchrun(most: int) -> None:
    """Refuse what torchrun cannot do here.

    Raises:
        InputError: it has started more processes than there is work for, or they would compute on a GPU.
    """
    count = int(os.environ["WORLD_SIZE"])
    if count > most:
        raise InputError(f"there is work for {most} processes, not for {count}: start at most {most}")
    if device().type != "cpu":
        raise InputError("torchrun is for CPUs: a GPU is used by one process, without torchrun")


def can_start_others() -> bool:
    """Whether this process is a stage, which can be started again, and computes on a CPU."""
    spec = sys.modules["__main__"].__spec__
    return spec is not None and spec.name.startswith("stages.") and device().type == "cpu"


def wanted() -> int:
    """How many processes to start on this host.

    Raises:
        InputError: TEXTRNN_PROCESSES is no such number.
    """
    said = os.environ.get("TEXTRNN_PROCESSES", "")
    if said and not (said.isdecimal() and 1 <= int(said) <= 1024):
        raise InputError(f"the environment variable TEXTRNN_PROCESSES is {said!r}; it should be a number from 1 on")
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else sys.maxsize
    return int(said) if said else min(psutil.cpu_count(logical=False) or 1, allowed)


@contextmanager
def started(count: int) -> Iterator[Siblings]:
    """Start the other processes, and see to it that they end.

    Raises:
        LostError: one of them has ended; the message says which one, and its last words.
    """
    with tempfile.TemporaryDirectory(prefix="textrnn-") as name, ExitStack() as stack:
        folder = Path(name)
        pairs = [[stack.enter_context(end) for end in socket.socketpair()] for _ in range(1, count)]
        others: list[subprocess.Popen[bytes]] = []
        try:
            for rank, (_, theirs) in enumerate(pairs, start=1):
                others.append(start(rank, count, folder, theirs))
            yield Siblings(0, count, folder, [ours for ours, _ in pairs])
        except LostError as error:
            raise LostError(last_words(others, folder) or error.args[0], *error.args[1:]) from error
        finally:
            for other in others:
                other.kill()
                other.wait()


def start(rank: int, count: int, folder: Path, end: socket.socket) -> subprocess.Popen[bytes]:
    """Start this same command as another process, which says nothing but what goes wrong; it takes over the socket."""
    environment = os.environ | {SIBLING: f"{rank} {count} {end.fileno()} {folder}"}
    environment.pop("DVC_ROOT", None)  # It is the first one that tells DVC's user what to do.
    command = [sys.executable, *sys.orig_argv[1:]]
    with (folder / f"{rank}.log").open("wb") as log, end:
        return subprocess.Popen(
            command, env=environment, pass_fds=[end.fileno()], stdout=subprocess.DEVNULL, stderr=log
        )


@contextmanager
def joined() -> Iterator[Siblings]:
    """Join the process that has started this one."""
    rank, count, descriptor, folder = os.environ[SIBLING].split(maxsplit=3)
    with socket.socket(fileno=int(descriptor)) as end:
        yield Siblings(int(rank), int(count), Path(folder), [end])


def last_words(others: list[subprocess.Popen[bytes]], folder: Path) -> str:
    """Which process ended first of itself, how, and what it said."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and all(other.poll() is None for other in others):
        time.sleep(0.02)
    for rank, other in enumerate(others, start=1):
        if other.returncode:
            how = signal.Signals(-other.returncode).name if other.returncode < 0 else f"status {other.returncode}"
            said = (folder / f"{rank}.log").read_text(encoding="utf-8", errors="replace").strip()
            return f"process {rank + 1} of {len(others) + 1} ended ({how})" + (said and f": {said}")
    return ""
