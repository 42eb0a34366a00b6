"""Changes params.yaml and keeps its comments."""

import io
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from textrnn.errors import InputError
from textrnn.files import write_text


def set_params(path: Path, values: dict[str, Any]) -> None:
    """Change values of a params.yaml, named with dots; its comments and line ends stay.

    Raises:
        InputError: it has no such section.
    """
    yaml = YAML()
    yaml.width = 4096  # A long value stays on its line.
    params = yaml.load(path.read_text(encoding="utf-8"))  # As text, its line ends are all "\n".
    set_values(params, values, path.name)
    text = io.StringIO()
    yaml.dump(params, text)
    ends = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
    write_text(path.resolve(), text.getvalue().replace("\n", ends))  # Of a link, what it leads to.


def set_values(params: Any, values: dict[str, Any], file: str = "params.yaml") -> None:
    """Change values in sections that are read already.

    Raises:
        InputError: there is no such section.
    """
    for name, value in values.items():
        *sections, key = name.split(".")
        section = params
        for word in sections:
            if not isinstance(section, dict) or word not in section:
                raise InputError(f"{file} has no section {'.'.join(sections)}, in which {key} would stand")
            section = section[word]
        if not isinstance(section, dict):
            raise InputError(f"{file} has nothing in section {'.'.join(sections)}, in which {key} would stand")
        section[key] = value
