"""Timing in turns, so that whatever else the machine does meets both sides alike."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

# A process of its own, as a child begins with the memory of its parent, and that counts as its peak.
WATCH = """
import resource, subprocess, sys, time
start = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
took = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(took, used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(status)
"""


class Cost(NamedTuple):
    """What a command takes: seconds, those of all cores together, and the peak memory of its largest process."""

    seconds: float
    cpu_seconds: float
    peak: int


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def speed_ratio(ours: Callable[[], object], bare: Callable[[], object], rounds: int = 9) -> float:
    """How fast ours is as a share of the bare one: the median over rounds that time both in turns."""
    ours(), bare()
    return statistics.median(seconds(bare) / seconds(ours) for _ in range(rounds))


def run_measured(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """What a command takes, with the processes that it starts and waits for.

    Raises:
        CalledProcessError: it fails.
    """
    watched = [sys.executable, "-c", WATCH, *command]
    run = subprocess.run(watched, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    took, cpu, peak = run.stdout.split()
    return Cost(float(took), float(cpu), int(peak) * (1 if sys.platform == "darwin" else 1024))


def report(name: str, value: str, wanted: str = "", reached: bool = True) -> None:
    """Print one line."""
    verdict = "" if not wanted else f"{wanted:<18} {'reached' if reached else 'NOT REACHED'}"
    print(f"{name:<62} {value:>10}   {verdict}".rstrip(), flush=True)
