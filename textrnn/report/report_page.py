"""The report as one file of HTML: templates and values -> a page that loads nothing and runs no script but its own."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from textrnn.files import write_text
from textrnn.report.terminal import one_line, printable

PAGE, STYLE, SCRIPT = "page.html", "style.css", "filter.js"
LONGEST_LABEL = 60  # Characters.


@dataclass(frozen=True)
class Part:
    """A part of the page: its name, which its template and its values have as well, and its heading."""

    name: str
    title: str

    @property
    def template(self) -> str:
        """The file of its template."""
        return f"{self.name}.html"


@dataclass(frozen=True)
class Figure:
    """A number that should be seen first, with what qualifies it."""

    name: str
    value: str
    note: str


def write_page(path: Path, templates: Path, values: dict[str, Any]) -> None:
    """Write the page that the templates make of values."""
    write_text(path, render(templates, values))


def render(templates: Path, values: dict[str, Any]) -> str:
    """The page as text. Each value in it is text, escaped, its control characters shown as pictures."""
    environment = Environment(
        loader=FileSystemLoader(templates, encoding="utf-8"),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["short"] = short
    style, script = ((templates / file).read_text(encoding="utf-8") for file in (STYLE, SCRIPT))
    own = {"style": Markup(style), "script": Markup(script), "policy": policy(script)}  # noqa: S704  our own files
    return environment.get_template(PAGE).render(values | own)


def short(label: str) -> str:
    """A label on one line, a long one cut."""
    return one_line(label, LONGEST_LABEL)


def shown(value: object) -> object:
    """What stands for a value of a template: text without commands; what is markup stays."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def policy(script: str) -> str:
    """The page's Content-Security-Policy: it loads nothing, and of scripts this one alone runs."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = {
        "default-src": "'none'",
        "img-src": "data:",  # The icon, which is empty: a browser would ask a server for one.
        "style-src": "'unsafe-inline'",
        "script-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
