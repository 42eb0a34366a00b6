"""The stages of dvc.yaml: what each does, reads and writes, and in which order they run."""

import re
from collections.abc import Iterator
from typing import Any

from textrnn.params.yaml_file import read_yaml
from textrnn.report.markdown import table
from tools.pipeline import DVC_YAML, tasks_of

Stages = dict[str, dict[str, Any]]
Arrow = tuple[str, str]  # A stage, and one that reads what it writes.


def read_stages() -> Stages:
    """The stages by name, in the order of dvc.yaml."""
    stages: Stages = read_yaml(DVC_YAML)["stages"]
    return stages


def stage_table(stages: Stages) -> str:
    """A row for each stage."""
    rows = [
        [only(name, stage), summary(stage), listed(inputs(stage)), listed(outputs(stage))]
        for name, stage in stages.items()
    ]
    return table(["stage", "what it does", "reads", "writes"], rows)


def only(name: str, stage: dict[str, Any]) -> str:
    """The name of a stage, with its task if it has but one."""
    task, *others = tasks_of(stage)
    return f"`{name}`" if others else f"`{name}` ({task} only)"


def summary(stage: dict[str, Any]) -> str:
    """What a stage does, in a line."""
    return str(stage["desc"]).replace("->", "→")


def inputs(stage: dict[str, Any]) -> list[str]:
    """The data that a stage reads."""
    return [path for path in paths(stage, "deps") if not path.endswith(".py")]


def outputs(stage: dict[str, Any]) -> list[str]:
    """What a stage writes."""
    return [path for kind in ("outs", "metrics", "plots") for path in paths(stage, kind)]


def paths(stage: dict[str, Any], kind: str) -> Iterator[str]:
    """Paths as dvc.yaml has them, a text or a mapping of it to its settings; one word stands for both tasks."""
    for entry in stage.get(kind, []):
        path = entry if isinstance(entry, str) else next(iter(entry))
        yield re.sub(r"\$\{item\.task\}|classification|generation", "<task>", path)


def listed(names: list[str]) -> str:
    """Paths in a cell."""
    return ", ".join(f"`{name}`" for name in names)


def stage_picture(stages: Stages) -> str:
    """A Mermaid flowchart of the stages; an arrow that others imply is left out."""
    drawn = without_implied(list(arrows(stages)))
    groups: dict[str, list[str]] = {}  # Stages with the same readers share a line.
    for name in stages:
        if readers := [reader for writer, reader in drawn if writer == name]:
            groups.setdefault(" & ".join(readers), []).append(name)
    after = {" & ".join(writers): readers for readers, writers in groups.items()}
    lines = [f"  {' --> '.join(chain(start, after))}" for start in list(after) if start in after]
    return "\n".join(["```mermaid", "flowchart LR", *lines, "```"])


def chain(start: str, after: dict[str, str]) -> Iterator[str]:
    """What follows, step by step, taken out of `after`."""
    yield start
    while start in after:
        start = after.pop(start)
        yield start


def arrows(stages: Stages) -> Iterator[Arrow]:
    """Each stage with those that read what it writes."""
    for writer, made in stages.items():
        for reader, used in stages.items():
            if any(overlap(output, path) for output in outputs(made) for path in inputs(used)):
                yield writer, reader


def overlap(path: str, other: str) -> bool:
    """Whether two paths are the same, or one lies within the other."""
    return path == other or path.startswith(f"{other}/") or other.startswith(f"{path}/")


def without_implied(drawn: list[Arrow]) -> list[Arrow]:
    """The arrows to a stage that no other arrow's end leads to."""
    after: dict[str, set[str]] = {}
    for writer, reader in reversed(drawn):  # Readers stand below writers, so what follows them is known.
        after.setdefault(writer, set()).update({reader}, after.get(reader, set()))
    return [
        (writer, reader)
        for writer, reader in drawn
        if not any(reader in after.get(other, set()) for start, other in drawn if start == writer)
    ]
