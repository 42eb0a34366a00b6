"""Typed, frozen sections of params.yaml."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from textrnn.errors import InputError

PARAMS = Path("params.yaml")


class Section(BaseModel):
    """Values of one section: read-only, each of its declared type; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


SectionType = TypeVar("SectionType", bound=Section)


def read_section(section: str, kind: type[SectionType], path: Path = PARAMS) -> SectionType:
    """Read one section, named with dots as in `classification.train`.

    Raises:
        InputError: the section is missing or holds a wrong value; the message lists every problem.
    """
    values = read_yaml(path)
    for name in section.split("."):
        if not isinstance(values, dict) or name not in values:
            there = ", ".join(values) if isinstance(values, dict) else "nothing"
            raise InputError(f"{path} has no section {section}: where {name} should stand there is: {there}")
        values = values[name]
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise InputError("\n".join(problems(error, f"{path}, {section}", list(kind.model_fields)))) from error


def read_yaml(path: Path) -> Any:
    """Read YAML 1.2, as DVC does: 1e-3 is a number and `no` is a word."""
    try:
        return YAML(typ="safe", pure=True).load(path)
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def problems(error: ValidationError, where: str, names: list[str]) -> list[str]:
    """One line for each wrong value: where it stands, the rule, what it is."""
    return [
        f"{where}.{'.'.join(map(str, item['loc']))}: {explain(item, names)}" for item in error.errors(include_url=False)
    ]


def explain(item: ErrorDetails, names: list[str]) -> str:
    """What is wrong with one value, and what would be right."""
    if item["type"] == "missing":
        return "is missing"
    if item["type"] == "extra_forbidden":
        similar = get_close_matches(str(item["loc"][0]), names, n=1) or names
        return f"is no known name; did you mean {' or '.join(similar)}?"
    return f"{item['msg']}, not {item['input']!r}"
