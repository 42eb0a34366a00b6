"""Rows of JSON Lines files."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.ingest.encodings import open_text
from textrnn.ingest.rows import CountedLines, Row


def read_json_lines(path: Path, encoding: str, _: Sequence[str] | None) -> Iterator[Row]:
    """Rows of a file with a JSON object on each line."""
    with open_text(path, encoding) as file:
        lines = CountedLines(file, path)
        for line in lines:
            if line.strip():
                place = f"{path}, line {lines.number}"
                yield Row(place, parse_object(line, place))
    if not lines.number:
        raise InputError(f"{path} is empty; it should have a JSON object on each line")


def parse_object(line: str, place: str) -> dict[str, Any]:
    """A JSON object.

    Raises:
        InputError: it is none, or has a name twice, or a blank one.
    """
    try:
        value = json.loads(line, object_pairs_hook=unique_names)
    except (ValueError, RecursionError) as error:
        raise InputError(f'{place} is no JSON ({error}): each line should be like {{"text": "…", …}}') from error
    if not isinstance(value, dict):
        raise InputError(f'{place} is no JSON object: each line should be like {{"text": "…", …}}')
    return value


def unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a ValueError where a name is there twice, or blank."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a name is there twice")
    if not all(name.strip() for name in values):
        raise ValueError("a name is blank")
    return values
