"""A training loop in a process of its own, which runs once for each line that it reads and prints the seconds.

python -m tools.bench.contestant classification bare 2      the bare loop, with two threads
python -m tools.bench.contestant classification held 2      the same on a CPU that has no more than AVX2
python -m tools.bench.contestant classification ours 2      what `train` does, with two processes
python -m tools.bench.contestant classification ours 1 1    with one process, and batches that are not cut
"""

import os
import sys
from contextlib import AbstractContextManager, nullcontext

import textrnn  # noqa: F401

if sys.argv[2:3] == ["held"]:  # Before torch loads, and after textrnn, which would take these for pins left over.
    os.environ |= {"ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2"}

import torch

from textrnn.distributed import launch
from textrnn.distributed.process_group import ALONE, Processes
from tools.bench.loops import LOOPS, Loop
from tools.bench.timing import seconds


def serve(loop: Loop, processes: Processes = ALONE) -> None:
    """Run the loop whenever the first process reads a line, until there is none."""
    loop()
    if processes.is_first:
        print("ready", flush=True)
    while processes.agree(bool(processes.is_first and sys.stdin.readline())):
        took = seconds(loop)
        if processes.is_first:
            print(took, flush=True)


def started(count: int) -> AbstractContextManager[Processes]:
    """So many processes with this command line, seen from one of them."""
    if launch.SIBLING in os.environ:
        return launch.joined()
    return launch.started(count) if count > 1 else nullcontext(ALONE)


def main(task: str, kind: str, count: int, shards: int | None = None) -> None:
    """Make the loop and serve it."""
    loops = LOOPS[task]()
    if kind == "ours":
        with started(count) as processes:
            serve(loops.our_loop(shards, processes), processes)
    else:
        torch.set_num_threads(count)
        serve(loops.bare_loop())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
