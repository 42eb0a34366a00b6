"""The processes that torchrun has started, on one host or several: they talk over torch.distributed (gloo)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch
from torch import Tensor, distributed

from textrnn.distributed.process_group import Processes
from textrnn.errors import LostError

PATIENCE = timedelta(minutes=10)  # With a host that is gone without a word; a process that ends is noticed at once.


class Torchrun(Processes):
    """Processes of a process group, seen from one of them."""

    def exchange(self, mine: Tensor) -> Tensor:
        """The tensors of all processes."""
        everyones = torch.empty(self.count, *mine.shape, dtype=mine.dtype)
        with connected():
            distributed.all_gather(list(everyones), mine)
        return everyones

    def share(self, data: bytes) -> bytes:
        """The first process's bytes, in all of them."""
        with connected():
            size = torch.tensor(len(data))
            distributed.broadcast(size, 0)
            shared = torch.empty(int(size), dtype=torch.uint8)
            if self.is_first and data:
                shared = torch.frombuffer(bytearray(data), dtype=torch.uint8)
            distributed.broadcast(shared, 0)
        return shared.numpy().tobytes()


@contextmanager
def joined() -> Iterator[Torchrun]:
    """Join the others that torchrun has started."""
    distributed.init_process_group("gloo", timeout=PATIENCE)
    try:
        yield Torchrun(distributed.get_rank(), distributed.get_world_size())
    finally:
        distributed.destroy_process_group()


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
