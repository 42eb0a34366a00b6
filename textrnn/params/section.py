"""Typed, frozen sections of params.yaml."""

import reprlib
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from textrnn.errors import InputError

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


class ParamsFile:
    """A params.yaml, read once: its values, and the line where each stands.

    Raises:
        InputError: the file is missing, not UTF-8, or no YAML.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values = read_yaml(path)

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

    def place(self, names: Sequence[int | str]) -> str:
        """The file and line of a value; where it is missing, those of the section it belongs in."""
        return f"{self.path}, line {self.line(names)}"

    def line(self, names: Sequence[int | str]) -> int:
        """The line of a value, or of the section it belongs in, counted from 1."""
        node, line = self.root, 0
        for name in map(str, names):
            if name not in (there := children(node)):
                break
            key, node = there[name]
            line = key.start_mark.line
        return line + 1

    @cached_property
    def root(self) -> Node | None:
        """The file as nodes, which know their lines."""
        node: Node | None = YAML(typ="safe", pure=True).compose(self.path)
        return node


def read_yaml(path: Path) -> Any:
    """Read YAML 1.2, as DVC does: 1e-3 is a number and `no` is a word.

    Raises:
        InputError: the file is missing, not UTF-8, or no YAML.
    """
    try:
        return YAML(typ="safe", pure=True).load(path)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{path}, line {line} is no YAML: {str(error.problem).split(chr(10))[0]}") from error
    except (OSError, ValueError, KeyError, RecursionError, YAMLError) as error:
        raise InputError(f"{path} cannot be read: {str(error)[:200]}") from error


def children(node: Node | None) -> dict[str, tuple[Node, Node]]:
    """Each key of a mapping, or number of a list, with the nodes of the key and the value."""
    match node:
        case MappingNode():
            return {str(key.value): (key, value) for key, value in node.value}
        case SequenceNode():
            return {str(number): (item, item) for number, item in enumerate(node.value)}
        case _:
            return {}


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
