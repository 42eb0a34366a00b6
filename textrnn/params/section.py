"""Typed, frozen sections of params.yaml."""

import reprlib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from textrnn.errors import InputError
from textrnn.params.renamed import new_name, new_value, old_name
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
                raise InputError("\n".join(self.missing_section(names, depth, values)))
            values = values[name]
        try:
            return kind.model_validate(values)
        except ValidationError as error:
            raise InputError("\n".join(self.problems(error, names, kind))) from error

    def missing_section(self, names: list[str], depth: int, values: object) -> list[str]:
        """What is there where a part of its name should be; if that is its old name, a line for each renamed key."""
        there = values if isinstance(values, dict) else {}
        section = ".".join(names)
        old = old_name(section) or section
        _, _, old_stage = old.rpartition(".")
        if old_stage in there:
            keys = [old, *(f"{old}.{key}" for key in there[old_stage] or ())]
            return [f"{self.place(key.split('.'))}: {key} is now {new}" for key in keys if (new := new_name(key))]
        what = f"there is no section {section}: where {names[depth]} should stand there is: "
        return [f"{self.place(names[:depth])}: {what}{', '.join(map(str, there)) or 'nothing'}"]

    def problems(self, error: ValidationError, section: list[str], kind: type[Section]) -> Iterator[str]:
        """One line for each wrong value: where it stands, what it is, the rule, what to do."""
        items = error.errors(include_url=False)
        prefix = ".".join(section)
        unknown = [item["loc"][0] for item in items if item["type"] == "extra_forbidden"]
        meant = {meant_name(f"{prefix}.{name}", kind) for name in unknown}
        for item in sorted(items, key=lambda item: self.line([*section, *item["loc"]])):
            if item["type"] == "missing" and item["loc"][0] in meant:
                continue  # It is there, by another name.
            names = [*section, *item["loc"]]
            name = ".".join(map(str, names))
            yield f"{self.place(names)}: {name} {explanation(item, name, kind)}"


def meant_name(name: str, kind: type[Section]) -> str | None:
    """The known name that an unknown one, in full, stands for: what it is called now, or the one most like it."""
    if new := new_name(name):
        return new.rpartition(".")[2]
    return next(iter(get_close_matches(name.rpartition(".")[2], kind.model_fields, n=1)), None)


def explanation(item: ErrorDetails, name: str, kind: type[Section]) -> str:
    """What is wrong with one value of this full name, and what would be right."""
    field = kind.model_fields.get(str(item["loc"][0])) if item["loc"] else None
    about = f" ({field.description})" if field and field.description else ""
    match item["type"]:
        case "extra_forbidden":
            return unknown_name(name, kind)
        case "model_type":
            return f"is {reprlib.repr(item['input'])}; it should be a section with {', '.join(kind.model_fields)}"
        case "missing":
            return f"is missing{about}: add it"
    rule = item["msg"].removeprefix("Value error, ")
    return wrong_value(item, name, about, rule) if item["loc"] else f"has values that do not fit: {rule}"


def unknown_name(name: str, kind: type[Section]) -> str:
    """What an unknown name should be."""
    if new := new_name(name):
        return f"is now {new}"
    meant = meant_name(name, kind)
    return f"is no known name; {f'did you mean {meant}?' if meant else 'remove it'}"


def wrong_value(item: ErrorDetails, name: str, about: str, rule: str) -> str:
    """What a value is, and what it should be."""
    if new := new_value(name, item["input"]):
        return f"is {item['input']!r}, which is now {new!r}"
    value = reprlib.repr(item["input"])
    if isinstance(item["input"], str) and item["type"] in ANOTHER_TYPE:
        return f"is the text {value}{about}; it should be a {ANOTHER_TYPE[item['type']]}, without quotes"
    return f"is {value}{about}: {rule}"
