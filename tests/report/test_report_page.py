import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from textrnn.report.report_page import PAGE, SCRIPT, STYLE, policy, render, write_page
from tools.pipeline import ROOT

TEMPLATES = ROOT / "textrnn/report/templates"
HOSTILE = '</script><img src=x onerror="alert(1)">\x1b[2J\u202e\x00'


def templates(folder: Path, page: str) -> Path:
    """A folder with a page of its own."""
    for name, text in {PAGE: page, STYLE: "p > b {}", SCRIPT: "if (1 < 2 && true) {}"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


def test_text_of_data_is_neither_markup_nor_a_command(tmp_path: Path) -> None:
    page = '{% macro cell(x) %}<td>{{ x }}</td>{% endmacro %}<a title="{{ text }}">{{ text }}</a>{{ cell(text) }}'
    read = parsed(render(templates(tmp_path, page), {"text": HOSTILE}))
    shown = '</script><img src=x onerror="alert(1)">␛[2J�␀'
    assert (read.tags, read.attributes) == (["a", "td"], {"title": shown})
    assert read.text == shown * 2


def test_markup_stays_and_style_and_script_are_as_they_are(tmp_path: Path) -> None:
    page = "{{ picture }}<style>{{ style }}</style><script>{{ script }}</script>"
    written = render(templates(tmp_path, page), {"picture": Markup("<svg/>")})
    assert written == "<svg/><style>p > b {}</style><script>if (1 < 2 && true) {}</script>"


def test_a_value_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError):
        render(templates(tmp_path, "{{ nothing }}"), {})


def test_a_page_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    folder = templates(tmp_path, "{% for x in xs %}\n{{ x }}\n{% endfor %}\n")
    values: dict[str, Any] = {"xs": ["ä", "\r\n", 1]}
    for name in ("a.html", "b.html"):
        write_page(tmp_path / name, folder, values)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_the_policy_allows_its_own_script_alone() -> None:
    script = (TEMPLATES / SCRIPT).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()
    rules = dict(rule.split(" ", 1) for rule in policy(script).split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert "<script>{{ script }}</script>" in (TEMPLATES / PAGE).read_text(encoding="utf-8")


def test_templates_load_nothing() -> None:
    for path in TEMPLATES.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"https?:|//[a-z]|@import|url\(|\|\s*safe|innerHTML|\son\w+=", text), path
