"""Markdown: tables, and text that stands in it as it is."""

import re
from collections.abc import Iterable

SIGNS = re.compile(r"([\\`*_\[\]|~])")


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; a line end in a cell becomes a space, and a bar stays in its cell."""
    header = list(header)
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(in_cell, line))} |" for line in lines)


def in_cell(text: str) -> str:
    """Markdown that does not end its cell or its row."""
    return re.sub(r"(?<!\\)\|", r"\|", re.sub(r"\s*\n\s*", " ", text))


def literal(text: str) -> str:
    """A text as it stands, on one line: none of its signs means something."""
    return " ".join(SIGNS.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;")).split())
