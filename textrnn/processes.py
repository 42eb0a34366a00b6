"""The processes that train together, on one host or several.

Started by torchrun, they are those that it started. Otherwise the first process starts the others with its own
command line, as many as there are cores, or as TEXTRNN_PROCESSES says. All of them do the same but for the shards
that they compute; the first one writes. How many there are changes no bit of a result.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil
import torch
from torch import Tensor, distributed
from torch.distributed import FileStore, Store  # type: ignore[attr-defined]

from textrnn.errors import InputError, LostError
from textrnn.numerics import device

PATIENCE = timedelta(minutes=10)  # With a host that is gone without a word; a process that ends is noticed at once.
PARENT = os.getppid()
FOLDER = "TEXTRNN_MEETING"  # Where processes of one host meet: the environment variable that names the folder.


@dataclass(frozen=True)
class Processes:
    """All processes of a training run, seen from one of them."""

    rank: int = 0
    count: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this is the process that shows its progress and writes."""
        return self.rank == 0

    def own(self, shards: int) -> range:
        """The shards of a batch that this process computes."""
        return range(self.rank, shards, self.count)

    def gather(self, mine: Tensor, shards: int) -> list[Tensor]:
        """What each shard gave, in their order and the same everywhere; nothing is added up on the way.

        mine: (shards of a process at most, …), those of `own` in their order.

        Raises:
            LostError: another process has ended.
        """
        if self.count == 1:
            return list(mine[:shards])
        everyones = torch.empty(self.count, *mine.shape, dtype=mine.dtype)
        with connected():
            distributed.all_gather(list(everyones), mine)
        return [everyones[shard % self.count, shard // self.count] for shard in range(shards)]

    def agree(self, answer: bool) -> bool:
        """The first process's answer, in all of them.

        Raises:
            LostError: another process has ended, or dvc, which started this one, so that no one waits for it.
        """
        if "DVC_ROOT" in os.environ and os.getppid() != PARENT:
            raise LostError("dvc has ended")
        return self.share(b"yes" if answer else b"") == b"yes"

    def share(self, data: bytes) -> bytes:
        """The first process's bytes, in all of them."""
        if self.count == 1:
            return data
        with connected():
            size = torch.tensor(len(data))
            distributed.broadcast(size, 0)
            shared = torch.empty(int(size), dtype=torch.uint8)
            if self.is_first:
                shared = torch.frombuffer(bytearray(data), dtype=torch.uint8) if data else shared
            distributed.broadcast(shared, 0)
        return shared.numpy().tobytes()


@contextmanager
def connected() -> Iterator[None]:
    """Tell when a process is gone, in whatever words the network has for it.

    Raises:
        LostError: the block failed.
    """
    try:
        yield
    except RuntimeError as error:
        raise LostError(str(error).partition("\n")[0]) from error


ALONE = Processes()


@contextmanager
def together(shards: int) -> Iterator[Processes]:
    """Join the processes that were started to train together, or start them: no more than there are shards.

    Raises:
        LostError: another process has ended; the message says which one, and its last words.
    """
    if "RANK" in os.environ:
        with joined(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])) as processes:
            yield processes
    elif (count := min(shards, wanted())) == 1 or not can_start_others():
        yield ALONE
    else:
        with started(count), joined(0, count) as processes:
            yield processes


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
def joined(rank: int, count: int) -> Iterator[Processes]:
    """Connect all processes of a run."""
    folder = os.environ.get(FOLDER)
    if folder:
        os.environ["GLOO_SOCKET_IFNAME"] = "lo0" if sys.platform == "darwin" else "lo"
        store = FileStore(f"{folder}/store", count)
        store.set(str(rank), "here")
        distributed.init_process_group("gloo", store=store, rank=rank, world_size=count, timeout=PATIENCE)
    else:
        distributed.init_process_group("gloo", timeout=PATIENCE)
    try:
        yield Processes(rank, count)
    finally:
        distributed.destroy_process_group()


@contextmanager
def started(count: int) -> Iterator[None]:
    """Start the other processes of this host, and see to it that they end."""
    with tempfile.TemporaryDirectory(prefix="textrnn-") as folder:
        os.environ[FOLDER] = folder
        others = [start(rank, count, Path(folder)) for rank in range(1, count)]
        try:
            wait_until_there(others, FileStore(f"{folder}/store", count))
            yield
            for other in others:
                other.wait(PATIENCE.total_seconds())
        except LostError as error:
            raise LostError(last_words(others, Path(folder)) or error.args[0], *error.args[1:]) from error
        finally:
            del os.environ[FOLDER]
            for other in others:
                other.kill()
                other.wait()


def start(rank: int, count: int, folder: Path) -> subprocess.Popen[bytes]:
    """Start this same command as another process, which says nothing but what goes wrong."""
    environment = os.environ | {"RANK": str(rank), "WORLD_SIZE": str(count)}
    with (folder / f"{rank}.log").open("wb") as log:
        return subprocess.Popen(sys.orig_argv, env=environment, stdout=subprocess.DEVNULL, stderr=log)


def wait_until_there(others: list[subprocess.Popen[bytes]], store: Store) -> None:
    """Wait until all have loaded, which takes seconds."""
    names = [str(rank) for rank in range(1, len(others) + 1)]
    while not store.check(names):
        if any(other.poll() is not None for other in others):
            raise LostError("a process ended before it began")
        time.sleep(0.02)


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
