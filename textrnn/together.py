"""Which processes train together: those of torchrun, or as many as this host has cores, or one alone."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from textrnn import siblings, torchrun
from textrnn.errors import InputError
from textrnn.numerics import device
from textrnn.processes import ALONE, Processes


@contextmanager
def together(shards: int) -> Iterator[Processes]:
    """Join the processes that were started to train together, or start them: no more than there are shards.

    Raises:
        InputError: more were started than there are shards, or TEXTRNN_PROCESSES is no number.
        LostError: another process has ended; the message says which one, and its last words.
    """
    if "RANK" in os.environ:
        count = int(os.environ["WORLD_SIZE"])
        if count > shards:
            raise InputError(f"{count} processes for {shards} shards: start fewer, or raise shards in params.yaml")
        with torchrun.joined() as processes:
            yield processes
    elif siblings.SIBLING in os.environ:
        with siblings.joined() as processes:
            yield processes
    elif (count := min(shards, wanted())) == 1 or not can_start_others():
        yield ALONE
    else:
        with siblings.started(count) as processes:
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
