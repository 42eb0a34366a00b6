"""Process groups: all processes do the same but for the shards that they compute; the first one writes.

How many there are changes no bit of a result. This module has the group of a single process; shared_memory.py those
of one host, torchrun.py those of several; launch.py says which of them a run has.
"""

import os
from functools import cache
from pathlib import Path

import psutil
from torch import Tensor

from textrnn.errors import WorkerLostError


@cache
def parent_dvc() -> psutil.Process | None:
    """The dvc that runs this stage, if one does. Some shells stay between the two, others do not."""
    try:
        parents = psutil.Process().parents() if "DVC_ROOT" in os.environ else []
        return next(
            (process for process in parents if "dvc" in [Path(word).name for word in process.cmdline()[:3]]), None
        )
    except psutil.Error:  # Some systems hide the processes of others.
        return None


def has_ended(process: psutil.Process) -> bool:
    """Whether a process is over."""
    try:
        return not process.is_running() or bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return True


class ProcessGroup:
    """All processes of a run, seen from one of them: here from the only one."""

    def __init__(self, rank: int = 0, size: int = 1) -> None:
        self.rank = rank
        self.size = size

    @property
    def is_first(self) -> bool:
        """Whether this is the process that shows its progress and writes."""
        return self.rank == 0

    def own_shards(self, shards: int) -> range:
        """The shards that this process computes."""
        return range(self.rank, shards, self.size)

    def max_shards(self, shards: int) -> int:
        """How many of the shards a process computes at most."""
        return len(range(0, shards, self.size))

    def gather_shards(self, own: Tensor, shards: int) -> list[Tensor]:
        """The result of each shard, in their order and the same everywhere; it is valid until the next call.

        Nothing is added up on the way, since the order of a sum decides about its bits.

        own: (`max_shards` shards, …), the results of `own_shards` in their order.

        Raises:
            WorkerLostError: another process has ended.
        """
        gathered = self.all_gather(own)
        return [gathered[shard % self.size, shard // self.size] for shard in range(shards)]

    def agree(self, answer: bool) -> bool:
        """The first process's answer, in all of them.

        Raises:
            WorkerLostError: another process has ended, or dvc, which started this one, so that no one waits for it.
        """
        dvc = parent_dvc()
        if dvc and has_ended(dvc):
            raise WorkerLostError("dvc has ended")
        return self.broadcast(b"yes" if answer else b"") == b"yes"

    def all_gather(self, own: Tensor) -> Tensor:
        """The tensors of all processes, which have the same shape (processes, …)."""
        return own[None]

    def broadcast(self, data: bytes) -> bytes:
        """The first process's bytes, in all of them."""
        return data


SINGLE_PROCESS = ProcessGroup()
