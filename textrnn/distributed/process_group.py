"""The processes that train together: all do the same but for the shards that they compute; the first one writes.

How many there are changes no bit of a result. This module knows one that is alone; siblings.py those of one host,
torchrun.py those of several, together.py which of them a training has.
"""

import os
from pathlib import Path

import psutil
from torch import Tensor

from textrnn.errors import LostError


def find_dvc() -> psutil.Process | None:
    """The dvc that runs this stage, if one does. Some shells stay between the two, others do not."""
    try:
        above = psutil.Process().parents() if "DVC_ROOT" in os.environ else []
        return next(
            (process for process in above if "dvc" in [Path(word).name for word in process.cmdline()[:3]]), None
        )
    except psutil.Error:  # Some systems hide the processes of others.
        return None


def has_ended(process: psutil.Process) -> bool:
    """Whether a process is over."""
    try:
        return not process.is_running() or bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return True


DVC = find_dvc()


class Processes:
    """All processes of a training run, seen from one of them: here from the only one."""

    def __init__(self, rank: int = 0, count: int = 1) -> None:
        self.rank = rank
        self.count = count

    @property
    def is_first(self) -> bool:
        """Whether this is the process that shows its progress and writes."""
        return self.rank == 0

    def own(self, shards: int) -> range:
        """The shards of a batch that this process computes."""
        return range(self.rank, shards, self.count)

    def most(self, shards: int) -> int:
        """How many of the shards a process computes at most."""
        return len(range(0, shards, self.count))

    def gather(self, mine: Tensor, shards: int) -> list[Tensor]:
        """What each shard gave, in their order and the same everywhere; it is valid until the next call.

        Nothing is added up on the way, since the order of a sum decides about its bits.

        mine: (`most` shards, …), those of `own` in their order.

        Raises:
            LostError: another process has ended.
        """
        everyones = self.exchange(mine)
        return [everyones[shard % self.count, shard // self.count] for shard in range(shards)]

    def agree(self, answer: bool) -> bool:
        """The first process's answer, in all of them.

        Raises:
            LostError: another process has ended, or dvc, which started this one, so that no one waits for it.
        """
        if DVC and has_ended(DVC):
            raise LostError("dvc has ended")
        return self.share(b"yes" if answer else b"") == b"yes"

    def exchange(self, mine: Tensor) -> Tensor:
        """The tensors of all processes, which have the same shape (processes, …)."""
        return mine[None]

    def share(self, data: bytes) -> bytes:
        """The first process's bytes, in all of them."""
        return data


ALONE = Processes()
