"""How fast networks train, what processes win, and what equal bits cost.

The bare loop has one thread and the same pins. The plain one is what a user would write: one process, as many threads
as there are cores, libraries that choose their kernels.
"""

import os
import statistics
import subprocess
import sys
from collections import defaultdict

import textrnn.classification.training
from textrnn.classification.batches import ByLength, Documents
from textrnn.distributed.launch import process_count
from textrnn.params.section import read_section
from tools.bench.loops import DATA, LOOPS
from tools.bench.race import busy_core, launched, race
from tools.bench.timing import report

CORES = min(process_count(), 2)
LAUNCHES = 5  # Where its memory happens to lie makes a process up to 15 % faster or slower, for as long as it lives.
CONTESTANTS: dict[str, tuple[object, ...]] = {  # As tools/bench/contestant.py takes them, without the task.
    "whole": ("portable", "ours", 1, 1),
    "bare": ("portable", "bare", 1),
    "one": ("portable", "ours", 1),
    "portable": ("portable", "ours", CORES),
    "fast": ("fast", "ours", CORES),
    "plain": ("fast", "bare", CORES),
    "held": ("fast", "bare", CORES, "avx2"),
}
GAINS = {"classification": 1.7, "generation": 1.4}
Seconds = dict[str, float]


def measure(task: str) -> tuple[Seconds, Seconds]:
    """The median seconds of each contestant over all launches, on idle cores and with one of them busy."""
    idle, busy = defaultdict(list), defaultdict(list)
    for _ in range(LAUNCHES):
        with launched(task, CONTESTANTS) as contestants:
            for name, seconds in race(contestants).items():
                idle[name].append(seconds)
            with busy_core():
                for name, seconds in race({name: contestants[name] for name in ("fast", "plain")}).items():
                    busy[name].append(seconds)
    medians = [{name: statistics.median(values) for name, values in times.items()} for times in (idle, busy)]
    return medians[0], medians[1]


def report_speed(name: str, ratio: float, least: float | None = None) -> None:
    """Print a ratio of speeds."""
    verdict = ("", True) if least is None else (f"at least {least}", ratio >= least)
    report(name, f"{ratio:.2f}", *verdict)


def bench_task(task: str) -> None:
    """Print how fast a network trains."""
    idle, busy = measure(task)
    report_speed(f"{task}: training, speed against a bare loop", idle["bare"] / idle["whole"], 0.92)
    report_speed(f"  {CORES} processes against one", idle["one"] / idle["portable"], GAINS[task])
    report_speed("  portable numerics against fast ones", idle["fast"] / idle["portable"])
    level = 0.65 if has_avx512() else 1.0
    report_speed(f"  portable against a plain loop of {CORES} threads", idle["plain"] / idle["portable"], level)
    report_speed("  portable against that loop held to AVX2", idle["held"] / idle["portable"], 1.0)
    report_speed("  fast against it", idle["plain"] / idle["fast"], 1.0)
    report_speed("  fast against it while another program keeps a core busy", busy["plain"] / busy["fast"], 2.0)


def has_avx512() -> bool:
    """Whether the plain loop computes with AVX-512, which portable numerics do without."""
    code = "import torch; print(torch.backends.cpu.get_cpu_capability())"
    environment = {name: value for name, value in os.environ.items() if name != "ATEN_CPU_CAPABILITY"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return "AVX512" in run.stdout


def padding_waste() -> float:
    """The share of an epoch's batches that is padding."""
    params = read_section("classification.train", textrnn.classification.training.TrainParams)
    documents = Documents.read(DATA / "ids/classification", DATA / "examples/classification", "train")
    lengths, widths = documents.examples["length"], documents.examples["width"]
    batches = list(ByLength(documents.examples, params.batch_size, params.bucket_batches, (params.seed, 0)))
    read = sum(int(widths[rows].max()) * len(rows) for rows in batches)
    return 1 - float(lengths.sum()) / read


def main() -> None:
    """Print all figures of training."""
    for task in LOOPS:
        bench_task(task)
    waste = padding_waste()
    report("padding in the classifier's batches", f"{waste:.1%}", "at most 15 %", waste <= 0.15)


if __name__ == "__main__":
    main()
