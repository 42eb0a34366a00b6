"""What the road costs beside its work: an idle `dvc repro`, the start of each stage, its peak memory."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from ruamel.yaml import YAML

from textrnn.params import read_yaml
from tools.bench.timing import report, run_measured
from tools.pipeline import ROOT, commands, in_order
from tools.tiny import set_params

ENVIRONMENT = os.environ | {"DVC_ROOT": str(ROOT)}  # By which ./python finds .venv from another folder.
WITHOUT_TORCH = 0.5  # Seconds that such a stage may take to start.


def make_empty_pipeline(folder: Path, stages: int) -> None:
    """A DVC repository with so many stages in a row that do nothing."""
    YAML().dump(
        {
            "stages": {
                f"stage{number}": {"cmd": f"touch {number}", "outs": [str(number)]}
                | ({"deps": [str(number - 1)]} if number else {})
                for number in range(stages)
            }
        },
        folder / "dvc.yaml",
    )
    for command in (["git", "init", "--quiet"], dvc("init", "--quiet")):
        subprocess.run(command, cwd=folder, check=True)
    shutil.copy(ROOT / ".dvc/config", folder / ".dvc/config")
    subprocess.run(dvc("repro", "--quiet"), cwd=folder, check=True)


def dvc(*words: str) -> list[str]:
    """A command line of DVC."""
    return [sys.executable, "-m", "dvc", *words]


def bench_idle_repro(stages: int) -> None:
    """Time `dvc repro` with nothing to do in turns with an empty pipeline."""
    with tempfile.TemporaryDirectory() as folder:
        make_empty_pipeline(Path(folder), stages)
        pairs = [
            (
                run_measured(dvc("repro", "--quiet"), ROOT, os.environ)[0],
                run_measured(dvc("repro", "--quiet"), Path(folder), os.environ)[0],
            )
            for _ in range(7)
        ]
    ratio = statistics.median(ours / empty for ours, empty in pairs)
    report("dvc repro with nothing to do, in seconds", f"{statistics.median(ours for ours, _ in pairs):.2f}")
    report(f"  as a multiple of {stages} empty stages", f"{ratio:.2f}", "at most 1.2", ratio <= 1.2)


def bench_starts(modules: list[str]) -> None:
    """Time what each stage imports, until it could refuse its params."""
    for module in modules:
        time = min(run_measured([sys.executable, "-c", f"import {module}"], ROOT, os.environ)[0] for _ in range(3))
        wanted = ("", True) if imports_torch(module) else (f"at most {WITHOUT_TORCH}", time <= WITHOUT_TORCH)
        report(f"start of {module}, in seconds", f"{time:.2f}", *wanted)


def imports_torch(module: str) -> bool:
    """Whether a module, once imported, has brought torch with it."""
    command = [sys.executable, "-c", f"import sys, {module}; print('torch' in sys.modules)"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "True\n"


def copy_code(folder: Path) -> None:
    """Copy what runs the stages, without their data."""
    for part in ("stages", "textrnn", "python", "params.yaml"):
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, folder / part)


def bench_memory() -> None:
    """Run the road once, with one epoch of each training, and print the peak memory of each stage."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_code(folder)
        set_params(folder / "params.yaml", {f"{task}.train.epochs": 1 for task in ("classification", "generation")})
        lock = read_yaml(ROOT / "dvc.lock")["stages"]
        for stage in in_order(lock):
            time, peak = run_measured(["sh", "-c", lock[stage]["cmd"]], folder, ENVIRONMENT)
            report(f"{stage}: peak memory in MB ({time:.1f} s)", f"{peak / 1e6:,.0f}")


def main() -> None:
    """Print all figures of the pipeline."""
    modules = [words[0] for _, words in commands()]
    bench_idle_repro(len(modules))
    bench_starts(list(dict.fromkeys(modules)))
    bench_memory()
