"""Rows of JSON: an object on each line, or a list of them."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from textrnn.errors import InputError
from textrnn.ingest.encodings import open_text
from textrnn.ingest.left_out import Places
from textrnn.ingest.rows import CountedLines, Row

LARGEST = 500_000_000  # Characters of a list.


def read_json_lines(path: Path, encoding: str, _: Sequence[str] | None) -> Iterator[Row]:
    """Rows of a file with a JSON object on each line."""
    with open_text(path, encoding) as file:
        lines, wrong = CountedLines(file, path), Places()
        for line in lines:
            if not line.strip():
                continue
            place = f"{path}, line {lines.number}"
            try:
                values = parse_object(line)
            except (ValueError, RecursionError) as error:
                wrong.add(f"{place} is no JSON object ({error})")
            else:
                yield Row(place, values)
    if not lines.number:
        raise InputError(f"{path} is empty; it should have a JSON object on each line")
    wrong.refuse('each line should be like {"text": "…", …}')


def read_json_list(path: Path, encoding: str, _: Sequence[str] | None) -> Iterator[Row]:
    """Rows of a file with one list of JSON objects, which is read as a whole."""
    with open_text(path, encoding) as file:
        text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise InputError(f"{path} has more than {LARGEST:,} characters: save it as JSON Lines, an object on each line")
    try:
        values = json.loads(text, object_pairs_hook=unique_names)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is no JSON ({error}); a file with an object on each line ends in .jsonl") from error
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise InputError(f'{path} should hold a list of objects: [{{"text": "…", …}}, …]')
    if not values:
        raise InputError(f"{path} has no rows")
    for number, value in enumerate(values, start=1):
        yield Row(f"{path}, row {number}", value)


def parse_object(line: str) -> dict[str, Any]:
    """A JSON object; a ValueError where it is none, or has a name twice, or a blank one."""
    value = json.loads(line, object_pairs_hook=unique_names)
    if not isinstance(value, dict):
        raise ValueError(f"{type(value).__name__}, not object")
    return value


def unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a ValueError where a name is there twice, or blank."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a name is there twice")
    if not all(name.strip() for name in values):
        raise ValueError("a name is blank")
    return values
