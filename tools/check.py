"""Check all of params.yaml against the stages of dvc.yaml, before any of them works."""

import re
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

from textrnn.errors import InputError
from textrnn.numerics import KINDS
from textrnn.params.section import PARAMS, ParamsFile
from tools.pipeline import ROOT, commands


def wrong_numerics(params: ParamsFile) -> Iterator[str]:
    """A line if dvc.yaml would hand on numerics that there are not."""
    found = params.values.get("numerics") if isinstance(params.values, dict) else None
    if found not in KINDS:
        yield f"{params.place(['numerics'])}: numerics is {found!r}; it should be {' or '.join(KINDS)}"


def unowned(params: ParamsFile, owned: dict[str, str]) -> Iterator[str]:
    """A line for each section that no stage reads."""
    tasks = {section.partition(".")[0] for section in owned} | {"numerics"}
    for task, content in params.values.items() if isinstance(params.values, dict) else ():
        for name in content if isinstance(content, dict) else ("",):
            section = f"{task}.{name}".strip(".")
            if section not in owned and section not in tasks:
                similar = get_close_matches(section, owned, n=1)
                remedy = f"did you mean {similar[0]}?" if similar else "remove it"
                yield f"{params.place([task, name])}: no stage reads {section!r}; {remedy}"


def check(path: Path) -> list[str]:
    """Every problem of a params.yaml, a line each."""
    try:
        params = ParamsFile(path)
    except InputError as error:
        return [str(error)]
    owned = {section: words[0] for section, words in commands(ROOT / "dvc.yaml")}
    lines = [*wrong_numerics(params), *unowned(params, owned)]
    for section, module in owned.items():
        try:
            params.section(section, import_module(module).Params)
        except InputError as error:
            lines += str(error).splitlines()
    return sorted(lines, key=line_number)


def line_number(problem: str) -> int:
    """The line of params.yaml that a problem names."""
    found = re.search(r", line (\d+)", problem)
    return int(found[1]) if found else 0


def main() -> None:
    """Exit with 2 and all problems, or say that there are none."""
    lines = check(ROOT / PARAMS)
    if lines:
        print(*lines, sep="\n", file=sys.stderr)
        sys.exit(2)
    print(f"{PARAMS} is as the stages need it")


if __name__ == "__main__":
    main()
