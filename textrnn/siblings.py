"""The processes of one host: the first one starts the others, with its own command line.

They share memory for tensors and wait for each other at sockets, which also tell at once when one of them has ended.
Over torch.distributed (gloo) the gradients of a small network take 7 to 10 ms, a third of a step; so 1 ms.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import torch
from torch import Tensor

from textrnn.errors import LostError
from textrnn.processes import Processes

SIBLING = "TEXTRNN_SIBLING"  # The environment variable by which one that was started knows what it is.
PATIENCE = 600.0  # Seconds for one that says nothing; one that ends is noticed at once.


class Siblings(Processes):
    """Processes of one host, seen from one of them."""

    def __init__(self, rank: int, count: int, folder: Path, sockets: list[socket.socket]) -> None:
        """`sockets` lead from the first process to each other one, and from another one to the first."""
        super().__init__(rank, count)
        self.folder = folder
        self.sockets = sockets
        self.memories: dict[tuple[object, ...], Tensor] = {}  # (2, processes, …) by type and shape of a tensor
        self.turn = 0
        for end in sockets:
            end.settimeout(PATIENCE)
        self.meet()

    def exchange(self, mine: Tensor) -> Tensor:
        """The tensors of all processes; it takes turns, as one may be at the next while another still reads."""
        key = (mine.dtype, *mine.shape)
        if key not in self.memories:
            self.memories[key] = self.map_memory(mine)
        self.turn = 1 - self.turn
        everyones = self.memories[key][self.turn]
        everyones[self.rank] = mine
        self.meet()
        return everyones

    def map_memory(self, mine: Tensor) -> Tensor:
        """Memory for two turns of tensors like this one."""
        path = self.folder / str(len(self.memories))
        if self.is_first:
            path.write_bytes(bytes(2 * self.count * mine.nbytes))  # Not sparse, so that a full disk is noticed here.
        self.meet()
        size = 2 * self.count * mine.numel()
        return torch.from_file(str(path), shared=True, size=size, dtype=mine.dtype).view(2, self.count, *mine.shape)

    def meet(self) -> None:
        """Wait until all are here."""
        for end in self.sockets:
            if self.is_first:
                receive(end, 1)
            else:
                send(end, b".")
        self.share(b"")

    def share(self, data: bytes) -> bytes:
        """The first process's bytes, in all of them."""
        if not self.is_first:
            return receive(self.sockets[0], int.from_bytes(receive(self.sockets[0], 8)))
        for end in self.sockets:
            send(end, len(data).to_bytes(8) + data)
        return data


def send(end: socket.socket, data: bytes) -> None:
    """Send bytes to another process.

    Raises:
        LostError: it has ended.
    """
    try:
        end.sendall(data)
    except OSError as error:
        raise LostError("another process has ended") from error


def receive(end: socket.socket, size: int) -> bytes:
    """So many bytes from another process.

    Raises:
        LostError: it has ended.
    """
    data = bytearray()
    while len(data) < size:
        try:
            part = end.recv(size - len(data))
        except OSError as error:
            raise LostError(f"another process is gone: {error}") from error
        if not part:
            raise LostError("another process has ended")
        data += part
    return bytes(data)


@contextmanager
def started(count: int) -> Iterator[Siblings]:
    """Start the other processes, and see to it that they end.

    Raises:
        LostError: one of them has ended; the message says which one, and its last words.
    """
    with tempfile.TemporaryDirectory(prefix="textrnn-") as name, ExitStack() as stack:
        folder = Path(name)
        pairs = [[stack.enter_context(end) for end in socket.socketpair()] for _ in range(1, count)]
        others = [start(rank, count, folder, theirs) for rank, (_, theirs) in enumerate(pairs, start=1)]
        try:
            yield Siblings(0, count, folder, [ours for ours, _ in pairs])
            for other in others:
                other.wait(PATIENCE)
        except LostError as error:
            raise LostError(last_words(others, folder) or error.args[0], *error.args[1:]) from error
        finally:
            for other in others:
                other.kill()
                other.wait()


def start(rank: int, count: int, folder: Path, end: socket.socket) -> subprocess.Popen[bytes]:
    """Start this same command as another process, which says nothing but what goes wrong; it takes over the socket."""
    environment = os.environ | {SIBLING: f"{rank} {count} {end.fileno()} {folder}"}
    with (folder / f"{rank}.log").open("wb") as log, end:
        return subprocess.Popen(
            sys.orig_argv, env=environment, pass_fds=[end.fileno()], stdout=subprocess.DEVNULL, stderr=log
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
