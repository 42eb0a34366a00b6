"""Typed, frozen sections of params.yaml."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
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
            raise InputError(f"{path} has no section {section}; restore it with: git checkout {path}")
        values = values[name]
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise InputError("\n".join(problems(error, f"{path}, {section}"))) from error


def read_yaml(path: Path) -> Any:
    """Read YAML 1.2, as DVC does: 1e-3 is a number and `no` is a word."""
    try:
        return YAML(typ="safe", pure=True).load(path)
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def problems(error: ValidationError, where: str) -> list[str]:
    """One line for each wrong value: where it stands, what it is, the rule."""
    return [
        f"{where}.{'.'.join(map(str, item['loc']))}: {item['msg']}, not {item['input']!r}"
        if item["type"] not in {"missing", "extra_forbidden"}
        else f"{where}.{'.'.join(map(str, item['loc']))}: {item['msg']}"
        for item in error.errors(include_url=False)
    ]
