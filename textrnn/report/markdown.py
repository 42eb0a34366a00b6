"""Markdown: tables and escaped text."""

import re
from collections.abc import Iterable

from textrnn.report.terminal import printable

SPECIAL = re.compile(r"([\\`*_\[\]|~])")


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; a line end in a cell becomes a space, a bar is escaped."""
    header = list(header)
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def cell(text: str) -> str:
    """Markdown that ends neither its cell nor its row."""
    return re.sub(r"(?<!\\)\|", r"\|", re.sub(r"\s*\n\s*", " ", printable(text)))


def escaped(text: str) -> str:
    """A text on one line, shown character for character: none of them formats it."""
    return " ".join(SPECIAL.sub(r"\\\1", printable(text).replace("&", "&amp;").replace("<", "&lt;")).split())
