"""Reads YAML as DVC does, and knows the line of each value."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from textrnn.errors import InputError
from textrnn.numerics import KINDS
from textrnn.params.yaml_loader import Loader, refuse_depth


class YamlFile:
    """A YAML file, read once: its values, and the line where each stands.

    Raises:
        InputError: the file is missing, not UTF-8, or no YAML.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values = read_yaml(path)

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
    def root(self) -> yaml.Node | None:
        """The file as nodes, which know their lines."""
        return yaml.compose(self.path.read_text(encoding="utf-8"), Loader)


def read_yaml(path: Path) -> Any:
    """Read YAML 1.2, as DVC does: 1e-3 is a number and `no` is a word.

    Raises:
        InputError: the file is missing, not UTF-8, or no YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        refuse_depth(text)
        return Loader(text).read()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{path}, line {line} is no YAML: {str(error.problem).split(chr(10))[0]}") from error
    except (OSError, ValueError, LookupError, AttributeError, yaml.YAMLError) as error:  # Of a tag: !!bool 3.
        raise InputError(f"{path} cannot be read: {str(error)[:200]}") from error


def children(node: yaml.Node | None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Each key of a mapping, or number of a list, with the nodes of the key and the value."""
    match node:
        case yaml.MappingNode():
            return {str(key.value): (key, value) for key, value in node.value}
        case yaml.SequenceNode():
            return {str(number): (item, item) for number, item in enumerate(node.value)}
        case _:
            return {}


def read_numerics(path: Path) -> str:
    """What `numerics` of a params.yaml is.

    Raises:
        InputError: the file cannot be read, or there are no such numerics.
    """
    return numerics_of(YamlFile(path))


def numerics_of(params: YamlFile) -> str:
    """The same of a params.yaml that is read already."""
    kind = params.values.get("numerics") if isinstance(params.values, dict) else None
    if kind not in KINDS:
        raise InputError(f"{params.place(['numerics'])}: numerics is {kind!r}; it should be {' or '.join(KINDS)}")
    return str(kind)
