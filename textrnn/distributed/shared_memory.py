"""The processes of one host, which share memory for tensors and wait for each other at sockets.

A socket also tells at once that the process at its other end has ended. torch.distributed (gloo) would send the same
through a network, and take a good part of a small network's step for it.
"""

import socket
from pathlib import Path

import torch
from torch import Tensor

from textrnn.distributed.process_group import Processes
from textrnn.errors import LostError


class Siblings(Processes):
    """Processes of one host, seen from one of them."""

    def __init__(self, rank: int, count: int, folder: Path, sockets: list[socket.socket]) -> None:
        """`sockets` lead from the first process to each other one, and from another one to the first."""
        super().__init__(rank, count)
        self.folder = folder
        self.sockets = sockets
        self.memories: dict[torch.dtype, Tensor] = {}  # (2, processes, room) by the type of a tensor
        self.turn = 0
        self.meet()

    def exchange(self, mine: Tensor) -> Tensor:
        """The tensors of all processes; it takes turns, as one may be at the next while another still reads."""
        if mine.dtype not in self.memories or self.memories[mine.dtype].shape[-1] < mine.numel():
            self.memories[mine.dtype] = self.map_memory(mine)
        self.turn = 1 - self.turn
        everyones = self.memories[mine.dtype][self.turn, :, : mine.numel()].view(self.count, *mine.shape)
        everyones[self.rank] = mine
        self.meet()
        return everyones

    def map_memory(self, mine: Tensor) -> Tensor:
        """Memory for two turns of tensors as large as this one; its file is gone as soon as all have it."""
        path = self.folder / "memory"
        if self.is_first:
            path.write_bytes(bytes(2 * self.count * mine.nbytes))  # Not sparse, so that a full disk is noticed here.
        self.meet()
        size = 2 * self.count * mine.numel()
        memory = torch.from_file(str(path), shared=True, size=size, dtype=mine.dtype)
        self.meet()
        if self.is_first:
            path.unlink()
        return memory.view(2, self.count, -1)

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
            raise LostError("another process has ended") from error
        if not part:
            raise LostError("another process has ended")
        data += part
    return bytes(data)
