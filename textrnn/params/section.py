"""Typed, frozen sections of params.yaml."""

import reprlib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from textrnn.errors import InputError
from textrnn.params.yaml_file import YamlFile

PARAMS = Path("params.yaml")
ANOTHER_TYPE = {"float_type": "number", "int_type": "number", "bool_type": "boolean (true or false)"}


class Section(BaseModel):
    """Values of one section: read-only, each of its declared type; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


SectionType = TypeVar("SectionType", bound=Section)


def read_section(section: str, kind: type[SectionType], path: Path = PARAMS) -> SectionType:
    """Read one section, named with dots as in `classification.train`.

    Raises:
        InputError: the section is missing or holds a wrong value; the message lists every problem.
    """
    return ParamsFile(path).section(section, kind)


class ParamsFile(YamlFile):
    """A params.yaml, read once, of which each section has a type."""

    def section(self, section: str, kind: type[SectionType]) -> SectionType:
        """The typed values of one section.

        Raises:
            InputError: as for `read_section`.
        """
        names = section.split(".")
        values = self.values
        for depth, name in enumerate(names):
            if not isinstance(values, dict) or name not in values:
                there = ", ".join(map(str, values)) if isinstance(values, dict) and values else "nothing"
                what = f"there is no section {section}: where {name} should stand there is: {there}"
                raise InputError(f"{self.place(names[:depth])}: {what}")
            values = values[name]
        try:
            return kind.model_validate(values)
        except ValidationError as error:
            raise InputError("\n".join(self.problems(error, names, kind))) from error

    def problems(self, error: ValidationError, section: list[str], kind: type[Section]) -> Iterator[str]:
        """One line for each wrong value: where it stands, what it is, the rule, what to do."""
        items = error.errors(include_url=False)
        meant = {similar(item, kind) for item in items if item["type"] == "extra_forbidden"}
        for item in sorted(items, key=lambda item: self.line([*section, *item["loc"]])):
            if item["type"] == "missing" and item["loc"][0] in meant:
                continue  # It is there, misspelt.
            names = [*section, *item["loc"]]
            yield f"{self.place(names)}: {'.'.join(map(str, names))} {explain(item, kind)}"


def similar(item: ErrorDetails, kind: type[Section]) -> str | None:
    """The known name that is most like the one of a value."""
    return next(iter(get_close_matches(str(item["loc"][0]), kind.model_fields, n=1)), None)


def explain(item: ErrorDetails, kind: type[Section]) -> str:
    """What is wrong with one value, and what would be right."""
    name = str(item["loc"][0]) if item["loc"] else ""
    if item["type"] == "extra_forbidden":
        meant = similar(item, kind)
        return f"is no known name; {f'did you mean {meant}?' if meant else 'remove it'}"
    purpose = kind.model_fields[name].description if name in kind.model_fields else None
    about = f" ({purpose})" if purpose else ""
    if item["type"] == "model_type":
        return f"is {reprlib.repr(item['input'])}; it should be a section with {', '.join(kind.model_fields)}"
    if item["type"] == "missing":
        return f"is missing{about}: add it"
    if not name:
        return f"has values that do not fit: {item['msg'].removeprefix('Value error, ')}"
    value = reprlib.repr(item["input"])
    if isinstance(item["input"], str) and item["type"] in ANOTHER_TYPE:
        return f"is the text {value}{about}; it should be a {ANOTHER_TYPE[item['type']]}, without quotes"
    return f"is {value}{about}: {item['msg'].removeprefix('Value error, ')}"
