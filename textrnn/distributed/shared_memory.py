"""A process group of one host: shared memory for tensors, sockets to wait for each other.

A socket also tells at once that the process at its other end has ended. torch.distributed (gloo) would send the same
through a network, and take a good part of a small network's step for it.
"""

import os
import socket
import sys
from pathlib import Path

import psutil
import torch
from torch import Tensor

from textrnn.distributed.process_group import ProcessGroup
from textrnn.errors import WorkerLostError

SILENCE = 60.0  # Seconds after which a process that waits looks whether another one is stopped.


class SharedMemoryGroup(ProcessGroup):
    """Processes of one host, seen from one of them."""

    def __init__(self, rank: int, size: int, folder: Path, sockets: list[socket.socket]) -> None:
        """`sockets` lead from the first process to each other one, and from another one to the first."""
        super().__init__(rank, size)
        self.folder = folder
        self.sockets = sockets
        for end in sockets:
            end.settimeout(SILENCE)
        self.buffers: dict[torch.dtype, Tensor] = {}  # (2, processes, room) by the type of a tensor
        self.turn = 0
        self.barrier()

    def all_gather(self, own: Tensor) -> Tensor:
        """The tensors of all processes; it takes turns, as one may be at the next while another still reads."""
        if own.dtype not in self.buffers or self.buffers[own.dtype].shape[-1] < own.numel():
            self.buffers[own.dtype] = self.map_buffer(own)
        self.turn = 1 - self.turn
        gathered = self.buffers[own.dtype][self.turn, :, : own.numel()].view(self.size, *own.shape)
        gathered[self.rank] = own
        self.barrier()
        return gathered

    def map_buffer(self, own: Tensor) -> Tensor:
        """Memory for two turns of tensors as large as this one; its file is gone as soon as all have it."""
        path = self.folder / "memory"
        if self.is_first:
            path.write_bytes(bytes(2 * self.size * own.nbytes))  # Not sparse, so that a full disk is noticed here.
        self.barrier()
        memory = torch.from_file(str(path), shared=True, size=2 * self.size * own.numel(), dtype=own.dtype)
        self.barrier()
        if self.is_first:
            path.unlink()
        return memory.view(2, self.size, -1)

    def barrier(self) -> None:
        """Wait until all are here."""
        for end in self.sockets:
            if self.is_first:
                receive(end, 1)
            else:
                send(end, b".")
        self.broadcast(b"")

    def broadcast(self, data: bytes) -> bytes:
        """The first process's bytes, in all of them."""
        if not self.is_first:
            return receive(self.sockets[0], int.from_bytes(receive(self.sockets[0], 8)))
        for end in self.sockets:
            send(end, len(data).to_bytes(8) + data)
        return data


def send(end: socket.socket, data: bytes) -> None:
    """Send bytes to another process.

    Raises:
        WorkerLostError: it has ended.
    """
    left = memoryview(data)
    while left:
        try:
            left = left[end.send(left) :]
        except TimeoutError:
            report_stopped()
        except OSError as error:
            raise WorkerLostError("another process has ended") from error


def receive(end: socket.socket, size: int) -> bytes:
    """So many bytes from another process.

    Raises:
        WorkerLostError: it has ended.
    """
    data = bytearray()
    while len(data) < size:
        try:
            part = end.recv(size - len(data))
        except TimeoutError:
            report_stopped()
            continue
        except OSError as error:
            raise WorkerLostError("another process has ended") from error
        if not part:
            raise WorkerLostError("another process has ended")
        data += part
    return bytes(data)


def report_stopped() -> None:
    """Say which of the processes for which this one waits are stopped: by SIGSTOP, or by a debugger."""
    for process in psutil.Process(os.getpid()).children():
        if process.status() in {psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP}:
            print(
                f"process {process.pid} is stopped, and all wait for it: kill -CONT {process.pid} lets it go on, "
                "Ctrl-C ends all",
                file=sys.stderr,
                flush=True,
            )
