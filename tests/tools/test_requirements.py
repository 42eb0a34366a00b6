"""requirements.lock installs all that pyproject.toml names, and all that those packages need."""

import tomllib
from importlib.metadata import requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.pipeline import ROOT


def needed_packages(requirements: list[str]) -> set[str]:
    """The packages that these requirements install here, with those that they require in turn."""
    needed: set[str] = set()
    waiting = [(Requirement(line), "") for line in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        if name not in needed:
            waiting += [(Requirement(line), "") for line in requires(name) or []]
        waiting += [(Requirement(line), extra) for extra in requirement.extras for line in requires(name) or []]
        needed.add(name)
    return needed


def test_the_lock_pins_what_is_needed_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    lock = [Requirement(line) for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()]
    assert all(str(pinned.specifier).startswith("==") for pinned in lock)
    needed = needed_packages(project["dependencies"] + extras) - {"setuptools"}  # Every environment brings it.
    assert {canonicalize_name(pinned.name) for pinned in lock} == needed
