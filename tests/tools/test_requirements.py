"""requirements.lock installs all that pyproject.toml names, and all that those packages need."""

import tomllib
from importlib.metadata import requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.pipeline import ROOT


def needed_packages(requirements: list[str]) -> set[str]:
    """The packages that these requirements install here, with those that they require in turn."""
    seen: set[tuple[str, str]] = set()  # packages, each with an extra or without
    waiting = [(line, "") for line in requirements]
    while waiting:
        line, extra = waiting.pop()
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        for wanted in {(name, ""), *((name, extra) for extra in requirement.extras)} - seen:
            seen.add(wanted)
            waiting += [(line, wanted[1]) for line in requires(name) or []]
    return {name for name, _ in seen}


def test_the_lock_pins_what_is_needed_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    lock = [Requirement(line) for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()]
    assert all(str(line.specifier).startswith("==") for line in lock)
    pinned = {canonicalize_name(line.name) for line in lock if line.marker is None or line.marker.evaluate()}
    # pip leaves setuptools out of what it lists, where Python brings it.
    assert pinned - {"setuptools"} == needed_packages(project["dependencies"] + extras) - {"setuptools"}
