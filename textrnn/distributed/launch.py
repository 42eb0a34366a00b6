"""Which process group a run has: that of torchrun, or as many processes as this host has cores, or one alone.

On one host the first process starts the others, its workers, with its own command line.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path

import psutil
from torch import distributed

from textrnn.distributed.process_group import SINGLE_PROCESS, ProcessGroup, parent_dvc
from textrnn.distributed.shared_memory import SharedMemoryGroup
from textrnn.distributed.torchrun import torchrun_group
from textrnn.errors import InputError, WorkerLostError
from textrnn.numerics import device
from textrnn.temporary import temporary_folder

WORKER = "TEXTRNN_WORKER"  # The environment variable by which a worker knows its rank, and where to meet the others.


@contextmanager
def launch(max_processes: int, key: str) -> Iterator[ProcessGroup]:
    """Join the processes that were started to work together, or start them: at most so many.

    `key` stands for all that the work depends on, and is the same in all of them.

    Raises:
        InputError: more were started, or with GPUs, or for other work, or TEXTRNN_PROCESSES is no such number.
        WorkerLostError: another process has ended; the message says which one, and how.
    """
    parent_dvc()  # It is looked for now: once it has ended, it could not be told from one that never was.
    with open_group(max_processes) as group:
        if group.broadcast(key.encode()) != key.encode():
            raise InputError("this process has other params, inputs, code, versions or numerics than the first one")
        yield group


def open_group(max_processes: int) -> AbstractContextManager[ProcessGroup]:
    """The group that this process was started for; one of new workers, if it was started alone.

    Raises:
        InputError: as for `launch`.
    """
    if distributed.is_torchelastic_launched():
        check_torchrun(max_processes)
        return torchrun_group()
    if WORKER in os.environ:
        return worker_group()
    count = min(max_processes, process_count())
    return new_group(count) if count > 1 and can_start_workers() else nullcontext(SINGLE_PROCESS)


def check_torchrun(max_processes: int) -> None:
    """Refuse what torchrun cannot do here.

    Raises:
        InputError: it has started more processes than there is work for, or they would compute on a GPU.
    """
    count = int(os.environ["WORLD_SIZE"])
    if count > max_processes:
        raise InputError(f"there is work for {max_processes} processes, not for {count}: start at most {max_processes}")
    if device().type != "cpu":
        raise InputError("torchrun is for CPUs: a GPU is used by one process, without torchrun")


def can_start_workers() -> bool:
    """Whether this process is a stage, which can be started again, and computes on a CPU."""
    spec = sys.modules["__main__"].__spec__
    return spec is not None and spec.name.startswith("stages.") and device().type == "cpu"


def process_count() -> int:
    """How many processes this host should have: TEXTRNN_PROCESSES, or one for each physical core.

    Raises:
        InputError: TEXTRNN_PROCESSES is no such number.
    """
    value = os.environ.get("TEXTRNN_PROCESSES", "")
    if value and not (value.isdecimal() and 1 <= int(value) <= 1024):
        raise InputError(f"the environment variable TEXTRNN_PROCESSES is {value!r}; it should be an integer >= 1")
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else sys.maxsize
    return int(value) if value else min(psutil.cpu_count(logical=False) or 1, allowed)


@contextmanager
def new_group(size: int) -> Iterator[SharedMemoryGroup]:
    """Start the workers of a group of so many processes, and see to it that they end.

    Raises:
        WorkerLostError: one of them has ended; the message says which one, and how.
    """
    with temporary_folder() as folder, ExitStack() as stack:
        pairs = [[stack.enter_context(end) for end in socket.socketpair()] for _ in range(1, size)]
        workers: list[subprocess.Popen[bytes]] = []
        try:
            for rank, (_, theirs) in enumerate(pairs, start=1):
                workers.append(start_worker(rank, size, folder, theirs))
            yield SharedMemoryGroup(0, size, folder, [ours for ours, _ in pairs])
        except WorkerLostError as error:
            raise with_notes_of(error, describe_failure(workers, folder) or str(error)) from error
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()


def with_notes_of(error: WorkerLostError, message: str) -> WorkerLostError:
    """An error with another message and the same notes."""
    better = WorkerLostError(message)
    for note in getattr(error, "__notes__", []):
        better.add_note(note)
    return better


def start_worker(rank: int, size: int, folder: Path, end: socket.socket) -> subprocess.Popen[bytes]:
    """Start this same command as a worker, which prints nothing but errors; it takes over the socket."""
    environment = os.environ | {WORKER: f"{rank} {size} {end.fileno()} {folder}"}
    environment.pop("DVC_ROOT", None)  # It is the first process that tells DVC's user what to do.
    command = [sys.executable, *sys.orig_argv[1:]]
    with (folder / f"{rank}.log").open("wb") as log, end:
        return subprocess.Popen(
            command, env=environment, pass_fds=[end.fileno()], stdout=subprocess.DEVNULL, stderr=log
        )


@contextmanager
def worker_group() -> Iterator[SharedMemoryGroup]:
    """Join the process that has started this one."""
    rank, size, descriptor, folder = os.environ[WORKER].split(maxsplit=3)
    with socket.socket(fileno=int(descriptor)) as end:
        try:
            yield SharedMemoryGroup(int(rank), int(size), Path(folder), [end])
        except KeyboardInterrupt:
            with suppress(OSError):
                os.kill(os.getppid(), signal.SIGCONT)  # The first one has heard of Ctrl-C as well, but may be stopped.
            raise


def describe_failure(workers: list[subprocess.Popen[bytes]], folder: Path) -> str:
    """Which worker ended first of itself, how, and what it printed; nothing if none did."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and all(worker.poll() is None for worker in workers):
        time.sleep(0.02)
    for rank, worker in enumerate(workers, start=1):
        if worker.returncode:
            status = signal.Signals(-worker.returncode).name if worker.returncode < 0 else f"status {worker.returncode}"
            log = (folder / f"{rank}.log").read_text(encoding="utf-8", errors="replace").strip()
            return f"process {rank + 1} of {len(workers) + 1} ended ({status})" + (log and f": {log}")
    return ""
