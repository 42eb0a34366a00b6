"""Check all of params.yaml against the stages of dvc.yaml, before any of them works."""

import re
import sys
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from pathlib import Path

from textrnn.errors import InputError
from textrnn.params.renamed import new_name
from textrnn.params.section import PARAMS, ParamsFile
from textrnn.params.yaml_file import numerics_of
from tools.pipeline import ROOT, commands


def unread_sections(params: ParamsFile, sections: Collection[str]) -> Iterator[str]:
    """A line for each section that no stage reads."""
    tasks = {section.partition(".")[0] for section in sections} | {"numerics"}
    for task, content in params.values.items() if isinstance(params.values, dict) else ():
        for name in content if isinstance(content, dict) else ("",):
            section = f"{task}.{name}".strip(".")
            if section not in sections and section not in tasks:
                yield f"{params.place([task, name])}: {remedy(section, sections)}"


def remedy(section: str, sections: Collection[str]) -> str:
    """What to do with a section that no stage reads."""
    if name := new_name(section):
        return f"{section} is now {name}"
    similar = get_close_matches(section, sections, n=1)
    return f"no stage reads {section!r}; {f'did you mean {similar[0]}?' if similar else 'remove it'}"


def complaints(read: Callable[[], object]) -> list[str]:
    """The lines in which reading something refuses it."""
    try:
        read()
    except InputError as error:
        return str(error).splitlines()
    return []


def check(path: Path) -> list[str]:
    """Every problem of a params.yaml, a line each."""
    try:
        params = ParamsFile(path)
    except InputError as error:
        return [str(error)]
    modules = {name: command.module for name, command in commands(ROOT / "dvc.yaml").items() if name in command.params}
    lines = [*complaints(partial(numerics_of, params)), *unread_sections(params, modules)]
    for section, module in modules.items():
        lines += complaints(partial(params.section, section, import_module(module).Params))
    return sorted(dict.fromkeys(lines), key=line_number)


def line_number(problem: str) -> int:
    """The line of params.yaml that a problem names."""
    place = re.search(r", line (\d+)", problem)
    return int(place[1]) if place else 0


def main() -> None:
    """Exit with 2 and all problems, or say that there are none."""
    lines = check(ROOT / PARAMS)
    if lines:
        print(*lines, sep="\n", file=sys.stderr)
        sys.exit(2)
    print(f"{PARAMS} is as the stages need it")


if __name__ == "__main__":
    main()
