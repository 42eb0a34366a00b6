"""The process group that torchrun has started, on one host or several: it talks over torch.distributed (gloo)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import torch
from torch import Tensor, distributed

from textrnn.distributed.process_group import ProcessGroup
from textrnn.errors import WorkerLostError

TIMEOUT = timedelta(minutes=10)  # Of a host that is gone without a word; a process that ends is noticed at once.


class TorchrunGroup(ProcessGroup):
    """Processes of torch.distributed's default group, seen from one of them."""

    def all_gather(self, own: Tensor) -> Tensor:
        """The tensors of all processes."""
        gathered = torch.empty(self.size, *own.shape, dtype=own.dtype)
        with connected():
            distributed.all_gather(list(gathered), own)
        return gathered

    def broadcast(self, data: bytes) -> bytes:
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
def torchrun_group() -> Iterator[TorchrunGroup]:
    """Join the other processes that torchrun has started."""
    distributed.init_process_group("gloo", timeout=TIMEOUT)
    try:
        yield TorchrunGroup(distributed.get_rank(), distributed.get_world_size())
    finally:
        distributed.destroy_process_group()


@contextmanager
def connected() -> Iterator[None]:
    """Tell when a process is gone, in whatever words the network has for it.

    Raises:
        WorkerLostError: the block failed.
    """
    try:
        yield
    except RuntimeError as error:
        raise WorkerLostError(str(error).partition("\n")[0]) from error
