"""Write into dvc.yaml which modules each stage imports, behind the data that it reads: `make deps`.

DVC does not follow imports. All else in dvc.yaml is written by hand, and stays as it is.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator

import yaml

from textrnn.errors import InputError
from textrnn.files import write_text
from textrnn.params.yaml_loader import Loader
from tools.imports import imported_files
from tools.pipeline import DVC_YAML, commands

TASK = "${item.task}"


def modules_by_stage() -> dict[str, list[str]]:
    """The modules that each stage imports, those of its task with a placeholder where it has several tasks."""
    by_task: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for command in commands().values():
        by_task[command.stage][command.task] = imported_files(command.module)
    return {stage: sorted(common_modules(modules)) for stage, modules in by_task.items()}


def common_modules(by_task: dict[str, set[str]]) -> set[str]:
    """The modules of a stage for all of its tasks, of which dvc.yaml has one list: what any of them imports.

    A module of its own task has a placeholder where each task imports one of that name.
    """
    if len(by_task) == 1:
        return next(iter(by_task.values()))
    templates = [{path.replace(f"/{task}/", f"/{TASK}/") for path in paths} for task, paths in by_task.items()]
    common = set.intersection(*templates)
    named = {template.replace(TASK, task) for template in common for task in by_task}
    return common | set.union(*by_task.values()) - named


def deps_of_stages(text: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """Each stage in the text of a dvc.yaml: its name, the key `deps` and what stands behind it."""
    root = yaml.compose(text, Loader)
    (stages,) = (value.value for key, value in root.value if key.value == "stages") if root else ([],)
    for name, stage in stages:
        for key, value in stage.value:
            if key.value == "deps":
                yield name.value, key, value


def with_modules(text: str) -> str:
    """The text of a dvc.yaml in which each stage names the modules that it imports, and no others.

    Raises:
        InputError: a stage has its dependencies in one line.
    """
    lines = text.splitlines(keepends=True)
    modules = modules_by_stage()
    for stage, key, deps in reversed(list(deps_of_stages(text))):
        if isinstance(deps, yaml.SequenceNode) and deps.flow_style:
            raise InputError(f"dvc.yaml, line {key.start_mark.line + 1}: give each of the deps of {stage} its own line")
        entries = deps.value if isinstance(deps, yaml.SequenceNode) else []
        first = key.start_mark.line + 1
        behind = entries[-1].start_mark.line + 1 if entries else first
        of_modules = {entry.start_mark.line for entry in entries if entry.value.endswith(".py")}
        by_hand = [lines[number] for number in range(first, behind) if number not in of_modules]
        indent = " " * (key.start_mark.column + 2)
        lines[first:behind] = by_hand + [f"{indent}- {module}\n" for module in modules[stage]]
    return "".join(lines)


def main() -> None:
    """Rewrite dvc.yaml, and say how many stages have changed; exit with 2 where it cannot be rewritten."""
    text = DVC_YAML.read_text(encoding="utf-8")
    try:
        new = with_modules(text)
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    if new == text:
        print("dvc.yaml names the modules that each stage imports")
        return
    write_text(DVC_YAML, new)
    print("dvc.yaml is changed: git diff dvc.yaml shows how; dvc repro runs the stages that it concerns")


if __name__ == "__main__":
    main()
