"""Compare what this CPU computes with what emulated ones compute: `make portable`."""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from textrnn.errors import InputError
from textrnn.numerics import has_kernels

ROOT = Path(__file__).parents[2]
CPUS = ("Haswell", "Skylake-Client", "EPYC", "EPYC-Rome", "max")
CONTROL = "torch.sqrt"
NATIVE = "this CPU"
INSTALL = """\
make portable needs the emulator qemu-x86_64, version 10 or newer. On Debian 13: apt install qemu-user
Elsewhere unpack Debian 13's package qemu-user with dpkg -x, and say: make portable QEMU=usr/bin/qemu-x86_64"""
Hashes = dict[str, str]


def find_emulator(name: str) -> str:
    """The emulator's path.

    Raises:
        InputError: it is not there, or so old that it computes wrongly.
    """
    path = shutil.which(name)
    if not path:
        raise InputError(INSTALL)
    printed = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"version (\d+)", printed)
    if not version or int(version[1]) < 10:
        raise InputError(f"{path} is {printed.splitlines()[0]}; before version 10 it computes AVX2 wrongly\n{INSTALL}")
    return path


def compute(cpu: str, emulator: str) -> Hashes:
    """All hashes, as a CPU computes them.

    Raises:
        InputError: it failed.
    """
    began = time.monotonic()
    before = [] if cpu == NATIVE else [emulator, "-cpu", cpu]
    command = [*before, sys.executable, "-m", "tools.portable.hashes"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        raise InputError(f"{cpu}: {' '.join(command)} failed:\n{run.stderr}")
    print(f"{cpu}: done in {time.monotonic() - began:.0f} s", flush=True)
    return dict(json.loads(run.stdout))


def combined(hashes: Hashes) -> str:
    """One short hash for all but the control."""
    kept = {name: value for name, value in hashes.items() if name != CONTROL}
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:16]


def differing(results: dict[str, Hashes]) -> list[str]:
    """What was not computed alike everywhere."""
    return [name for name in results[NATIVE] if len({hashes.get(name) for hashes in results.values()}) > 1]


def show(results: dict[str, Hashes]) -> None:
    """Print a table of CPU x hash."""
    table = Table("CPU", f"hash of {len(results[NATIVE]) - 1} results", f"control: {CONTROL}")
    for cpu, hashes in results.items():
        table.add_row(cpu, combined(hashes), hashes[CONTROL][:16])
    Console(width=100).print(table)


def prove(cpus: list[str], emulator: str) -> list[str]:
    """Compute everywhere, print the table, and return what is wrong."""
    with ThreadPoolExecutor(psutil.cpu_count(logical=False)) as pool:
        names = [NATIVE, *cpus]
        results = dict(zip(names, pool.map(lambda cpu: compute(cpu, emulator), names), strict=True))
    show(results)
    different = differing(results)
    if CONTROL not in different:
        return [f"the control {CONTROL} is the same everywhere, so this run could not have noticed a difference"]
    return [f"not the same everywhere: {name}" for name in different if name != CONTROL]


def main() -> None:
    """Exit with 1 if anything differs, with 2 if it cannot be told."""
    parser = argparse.ArgumentParser(prog="python -m tools.portable", description=__doc__)
    parser.add_argument("--qemu", default="qemu-x86_64", help="the emulator")
    parser.add_argument("--cpus", nargs="+", default=CPUS, help="what it emulates, as qemu-x86_64 -cpu help lists them")
    words = parser.parse_args()
    try:
        if not has_kernels():
            raise InputError("this CPU has no AVX2 and FMA, so its results are its own: there is nothing to prove")
        problems = prove(list(words.cpus), find_emulator(words.qemu))
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    print(*problems or ["the same bits everywhere, and the control was caught"], sep="\n")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
