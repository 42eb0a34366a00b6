"""Cells of tables as text and as labels."""

import math
import re
from typing import Any

from textrnn.errors import InputError
from textrnn.ingest.rows import LONGEST_FIELD

QUOTED = re.compile(r"""'([^']*)'|"([^"]*)\"""")
LIST = re.compile(r"""\s*\[\s*(?:'[^']*'|"[^"]*")(?:[,\s]+(?:'[^']*'|"[^"]*"))*\s*\]\s*""")


def as_text(value: Any, place: str, column: str) -> str:
    """A value of a table as text; nothing is an empty text.

    Raises:
        InputError: it is neither text nor number.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):  # NaN is what pandas writes for nothing.
        return ""
    if isinstance(value, str):
        if len(value) > LONGEST_FIELD:
            raise InputError(
                f"{place}: {column} has more than {LONGEST_FIELD:,} characters, too many for a text: cut it"
            )
        if "\0" in value:
            raise InputError(f"{place}: {column} contains a NUL character; remove it")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise InputError(f"{place}: {column} contains a lone surrogate ({error.reason}); write it again") from error
        return value
    if isinstance(value, bool | int | float):
        return str(value)
    raise InputError(f"{place}: {column} is {type(value).__name__}, not text")


def as_label(value: Any, place: str, column: str) -> str:
    """A value of a table as a label: a text, a list of one, or names of which one has a number.

    Raises:
        InputError: it is none, or several.
    """
    value = parsed_list(value)
    if not isinstance(value, list | dict):
        return as_text(value, place, column)
    labels = labels_in(value)
    if len(labels) > 1:
        raise InputError(f"{place}: {column} has {len(labels)} labels, such as {labels[0]!r}: a text has one")
    return as_text("".join(labels), place, column)


def parsed_list(value: Any) -> Any:
    """The list that a cell writes, such as ["a"] or, as pandas does, ['a']; any other value as it is."""
    if isinstance(value, str) and LIST.fullmatch(value):
        return [first or second for first, second in QUOTED.findall(value)]
    return value


def labels_in(value: list[Any] | dict[str, Any]) -> list[str]:
    """What a list has, or the names that have another number than 0."""
    if isinstance(value, dict) and all(isinstance(score, int | float) for score in value.values()):
        return [name for name, score in value.items() if score]
    return [str(item) for item in value]
