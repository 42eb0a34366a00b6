"""What dvc.yaml says of the stages, its matrix written out; and how they run in another folder."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from textrnn.params.yaml_file import read_yaml

ROOT = Path(__file__).parents[1]


def commands(path: Path = ROOT / "dvc.yaml") -> Iterator[tuple[str, list[str]]]:
    """The section of params.yaml that each stage reads, and what it runs: module, task, paths."""
    for stage in read_yaml(path)["stages"].values():
        for task in stage.get("matrix", {}).get("task", [""]):
            section, command = (text.replace("${item.task}", task) for text in (stage["params"][0], stage["cmd"]))
            yield section, command.partition(" -m ")[2].split()


def outputs_of(section: str) -> list[str]:
    """The paths that a stage writes: all of its paths that no stage before it has written."""
    written: set[str] = set()
    for name, words in commands():
        if name == section:
            return [word for word in words[2:] if word not in written]
        written.update(words[2:])
    raise KeyError(section)


def scores_by_split(metrics: dict[str, Any]) -> dict[str, Any]:
    """The scores in a metrics file, by split: those of a network that learns on stand one level below."""
    scores: dict[str, Any] = metrics.get("adapted", metrics)
    return scores


def copy_code(folder: Path) -> None:
    """Copy what runs the stages, without their data."""
    for part in ("stages", "textrnn", "python", "params.yaml"):
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, folder / part)


def alone() -> dict[str, str]:
    """The environment of a stage that DVC does not run: ./python takes the first python3 of the PATH, this one."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {name: value for name, value in os.environ.items() if name != "DVC_ROOT"} | {"PATH": path}


def in_order(names: Iterable[str]) -> Iterator[str]:
    """Names of stages, such as train@generation, in the order of dvc.yaml."""
    names = list(names)
    for stage in read_yaml(ROOT / "dvc.yaml")["stages"]:
        yield from (name for name in names if name.partition("@")[0] == stage)
