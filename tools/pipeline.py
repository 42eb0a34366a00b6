"""What dvc.yaml says of the stages, its matrix written out."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from textrnn.params import read_yaml

ROOT = Path(__file__).parents[1]


def commands(path: Path = ROOT / "dvc.yaml") -> Iterator[tuple[str, list[str]]]:
    """The section of params.yaml that each stage reads, and what it runs: module, task, paths."""
    for stage in read_yaml(path)["stages"].values():
        for task in stage.get("matrix", {}).get("task", [""]):
            section, command = (text.replace("${item.task}", task) for text in (stage["params"][0], stage["cmd"]))
            yield section, command.partition(" -m ")[2].split()


def in_order(names: Iterable[str]) -> Iterator[str]:
    """Names of stages, such as train@generation, in the order of dvc.yaml."""
    names = list(names)
    for stage in read_yaml(ROOT / "dvc.yaml")["stages"]:
        yield from (name for name in names if name.partition("@")[0] == stage)
