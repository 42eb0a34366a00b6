"""What the pipeline costs beside its work: an idle `dvc repro`, the start of each stage, its peak memory."""

import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from ruamel.yaml import YAML

from textrnn.params.editing import set_params
from textrnn.params.yaml_file import read_yaml
from textrnn.temporary import temporary_folder
from tools.bench.timing import report, run_measured
from tools.pipeline import ROOT, commands, copy_code, environment_outside_dvc, sort_stages

WITHOUT_TORCH = 0.5  # Seconds that such a stage may take to start.


def make_empty_pipeline(folder: Path, dependencies: list[int]) -> None:
    """A DVC repository with stages in a row that do nothing; each depends on so many files beside the stage before."""
    stages = {}
    for number, count in enumerate(dependencies):
        files = [f"file{place}" for place in range(count)]
        before = [str(number - 1)] if number else []
        stages[f"stage{number}"] = {"cmd": f"touch {number}", "deps": before + files, "outs": [str(number)]}
    for place in range(max(dependencies)):
        (folder / f"file{place}").write_text(f"{place}\n", encoding="utf-8")
    YAML().dump({"stages": stages}, folder / "dvc.yaml")
    for command in (["git", "init", "--quiet"], dvc("init", "--quiet")):
        subprocess.run(command, cwd=folder, check=True)
    shutil.copy(ROOT / ".dvc/config", folder / ".dvc/config")
    subprocess.run(dvc("repro", "--quiet"), cwd=folder, check=True)


def dvc(*words: str) -> list[str]:
    """A command line of DVC."""
    return [sys.executable, "-m", "dvc", *words]


def bench_idle_repro() -> None:
    """Time `dvc repro` with nothing to do in turns with as many empty stages, without and with our dependencies."""
    counts = [len(stage["deps"]) for stage in read_yaml(ROOT / "dvc.lock")["stages"].values()]
    with temporary_folder() as parent:
        folders = [ROOT, parent / "empty", parent / "dependent"]
        for folder, dependencies in zip(folders[1:], ([0] * len(counts), counts), strict=True):
            folder.mkdir()
            make_empty_pipeline(folder, dependencies)
        turns = [
            [run_measured(dvc("repro", "--quiet"), folder, os.environ).seconds for folder in folders] for _ in range(7)
        ]
    report("dvc repro with nothing to do, in seconds", f"{statistics.median(ours for ours, *_ in turns):.2f}")
    empty, dependent = (statistics.median(turn[0] / turn[place] for turn in turns) for place in (1, 2))
    report(f"  as a multiple of {len(counts)} empty stages", f"{empty:.2f}", "at most 1.2", empty <= 1.2)
    report("  of as many that depend on as many files", f"{dependent:.2f}", "at most 1.2", dependent <= 1.2)


def bench_starts(modules: list[str]) -> None:
    """Time what each stage imports, until it could refuse its params."""
    for module in modules:
        time = min(run_measured([sys.executable, "-c", f"import {module}"], ROOT, os.environ).seconds for _ in range(3))
        wanted = ("", True) if imports_torch(module) else (f"at most {WITHOUT_TORCH}", time <= WITHOUT_TORCH)
        report(f"start of {module}, in seconds", f"{time:.2f}", *wanted)


def imports_torch(module: str) -> bool:
    """Whether a module, once imported, has brought torch with it."""
    command = [sys.executable, "-c", f"import sys, {module}; print('torch' in sys.modules)"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "True\n"


def bench_memory() -> None:
    """Run the pipeline once, with one epoch of each training, and print the peak memory of each stage."""
    with temporary_folder() as folder:
        copy_code(folder)
        set_params(folder / "params.yaml", {f"{task}.train.epochs": 1 for task in ("classification", "generation")})
        lock = read_yaml(ROOT / "dvc.lock")["stages"]
        for stage in sort_stages(lock):
            time, _, peak = run_measured(["sh", "-c", lock[stage]["cmd"]], folder, environment_outside_dvc())
            report(f"{stage}: peak memory in MB ({time:.1f} s)", f"{peak / 1e6:,.0f}")


def main() -> None:
    """Print all figures of the pipeline."""
    bench_idle_repro()
    bench_starts(list(dict.fromkeys(command.module for command in commands().values())))
    bench_memory()
