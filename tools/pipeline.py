"""What dvc.yaml says of the stages, its matrix written out; and how they run in another folder."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textrnn.params.yaml_file import read_yaml

ROOT = Path(__file__).parents[1]
DVC_YAML = ROOT / "dvc.yaml"
KINDS_OF_OUTPUT = ("outs", "metrics", "plots")


@dataclass(frozen=True)
class Command:
    """One stage of one task: what runs, on which paths."""

    stage: str  # as in dvc.yaml, without the task
    task: str
    module: str
    options: dict[str, Path]  # by the names that `main` gives them
    outputs: tuple[Path, ...]  # those of the options that it writes
    params: tuple[str, ...]  # of params.yaml: its section, numerics

    @property
    def section(self) -> str:
        """Its section in params.yaml, if it has parameters."""
        return f"{self.task}.{self.stage}"

    @property
    def words(self) -> list[str]:
        """What follows the interpreter on its command line."""
        options = [word for name, path in self.options.items() for word in (f"--{name.replace('_', '-')}", str(path))]
        return ["-m", self.module, self.task, *options]

    def output_files(self, folder: Path) -> list[Path]:
        """All files that it has written in a copy of the pipeline, in their order."""
        written = [folder / path for path in self.outputs]
        return sorted(path for output in written for path in [output, *output.rglob("*")] if path.is_file())


def commands(path: Path = DVC_YAML) -> dict[str, Command]:
    """The commands of all stages by their sections, in the order of dvc.yaml."""
    stages = read_yaml(path)["stages"].items()
    made = [command_of(name, stage, task) for name, stage in stages for task in tasks_of(stage)]
    return {command.section: command for command in made}


def tasks_of(stage: dict[str, Any]) -> list[str]:
    """The tasks of a stage of dvc.yaml: those of its matrix, or the one that its command names."""
    if "matrix" in stage:
        return list(stage["matrix"]["task"])
    return [stage["cmd"].split()[3]]


def command_of(name: str, stage: dict[str, Any], task: str) -> Command:
    """The command of a stage for a task."""

    def filled(text: str) -> str:
        return text.replace("${item.task}", task)

    _python, _m, module, _task, *words = filled(stage["cmd"]).split()
    entries = [entry for kind in KINDS_OF_OUTPUT for entry in stage.get(kind, [])]
    outputs = [next(iter(entry)) if isinstance(entry, dict) else entry for entry in entries]
    return Command(
        stage=name,
        task=task,
        module=module,
        options={
            option.removeprefix("--").replace("-", "_"): Path(path)
            for option, path in zip(words[::2], words[1::2], strict=True)
        },
        outputs=tuple(Path(filled(path)) for path in outputs),
        params=tuple(map(filled, stage.get("params", []))),
    )


def flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each value of nested sections, by its name with dots."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def copy_code(folder: Path) -> None:
    """Copy what runs the stages, without their data."""
    for name in ("stages", "textrnn", "python", "params.yaml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)


def copy_outputs(command: Command, source: Path, target: Path) -> None:
    """Copy all that a stage has written from one copy of the pipeline into another."""
    for path in command.output_files(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)


def environment_outside_dvc(**changes: str) -> dict[str, str]:
    """The environment of a stage that DVC does not run: ./python takes the first python3 of the PATH, this one."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {name: value for name, value in os.environ.items() if name != "DVC_ROOT"} | {"PATH": path} | changes


def sort_stages(names: Iterable[str]) -> Iterator[str]:
    """Names of stages, such as train@generation, in the order of dvc.yaml."""
    names = list(names)
    for stage in read_yaml(DVC_YAML)["stages"]:
        yield from (name for name in names if name.partition("@")[0] == stage)
