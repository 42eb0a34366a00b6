"""A training loop in a process of its own, which runs once for each line that it reads and prints the seconds.

python -m tools.bench.contestant portable classification bare 2     the bare loop, with two threads
python -m tools.bench.contestant fast classification bare 2 avx2    the same on a CPU that has no more than AVX2
python -m tools.bench.contestant portable classification ours 2     what `train` does, with two processes
python -m tools.bench.contestant portable classification ours 1 1   with one process, and batches that are not cut
"""

import os
import sys
from contextlib import AbstractContextManager, nullcontext

from textrnn import numerics

if __name__ == "__main__":  # Before torch loads.
    numerics.pin(sys.argv[1])
    if sys.argv[-1] == "avx2":  # After that, which would take these for pins left over.
        os.environ |= {"ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2"}

import torch

from textrnn.distributed import launch
from textrnn.distributed.process_group import SINGLE_PROCESS, ProcessGroup
from tools.bench.loops import LOOPS, Loop
from tools.bench.timing import seconds


def serve(loop: Loop, group: ProcessGroup = SINGLE_PROCESS) -> None:
    """Run the loop whenever the first process reads a line, until there is none."""
    loop()
    if group.is_first:
        print("ready", flush=True)
    while group.agree(bool(group.is_first and sys.stdin.readline())):
        took = seconds(loop)
        if group.is_first:
            print(took, flush=True)


def group_of(size: int) -> AbstractContextManager[ProcessGroup]:
    """So many processes with this command line, seen from one of them."""
    if launch.WORKER in os.environ:
        return launch.worker_group()
    return launch.new_group(size) if size > 1 else nullcontext(SINGLE_PROCESS)


def main(task: str, kind: str, count: int, shards: int | None = None) -> None:
    """Make the loop and serve it."""
    numerics.configure_torch()
    loops = LOOPS[task]()
    if kind == "ours":
        with group_of(count) as group:
            serve(loops.our_loop(shards, group), group)
    else:
        torch.set_num_threads(count)
        serve(loops.bare_loop())


if __name__ == "__main__":
    main(sys.argv[2], sys.argv[3], *(int(word) for word in sys.argv[4:] if word.isdecimal()))
