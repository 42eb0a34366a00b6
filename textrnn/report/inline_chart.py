"""Pictures inside a page of HTML: an SVG of matplotlib, in the colours and the font of the page.

Colours become custom properties of CSS, so that a page has them light and dark; texts stay texts; ids are those of one
picture alone, as they have to be unique in a page.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from markupsafe import Markup

from textrnn.errors import reading
from textrnn.report.charts import DARK, LIGHT
from textrnn.report.tables import Table

COLORS = {
    "#000000": "var(--ink)",
    "#ffffff": "var(--paper)",
    DARK: "var(--first)",
    LIGHT: "var(--second)",
    "#b2b2b2": "var(--third)",
    "#999999": "var(--third)",
    "#d9d9d9": "var(--faint)",
    "#e6e6e6": "var(--grid)",
}
COLOR = re.compile(r"#[0-9a-f]{6}\b")
FONT = re.compile(r"font-family: [^;]*;? ?")
REFERENCE = re.compile(r"#([\w.-]+)")
LINKS = ("href", "clip-path")
LARGEST = 120_000  # Characters of a picture: one of a hundred classes has about so many, and is hard to read.
NAMESPACE = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True)
class Chart:
    """A picture with what it shows, and the numbers behind it."""

    path: str
    name: str  # of its file, without ending
    svg: Markup | None  # None where it is too large for a page
    caption: str
    table: Table


def chart(pictures: Path, name: str, caption: str, table: Table) -> Chart:
    """A picture of a folder, ready for a page.

    Raises:
        InputError: the picture is damaged.
    """
    path = pictures / f"{name}.svg"
    svg = inline_svg(path, name)
    return Chart(str(path), name, svg if len(svg) <= LARGEST else None, caption, table)


def inline_svg(path: Path, name: str) -> Markup:
    """The picture in a file as a part of HTML; `name` is the beginning of its ids."""
    with reading(path):
        root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314  expat expands no entity of a file outside
        if NAMESPACE.sub("", root.tag) != "svg" or "viewBox" not in root.attrib:
            raise ValueError("no SVG of matplotlib")
        used = {link for element in root.iter() for link in references(element)}
        for element in root.iter():
            simplify(element, used, name)
    remove_foreign(root)
    root.attrib = {"viewBox": root.attrib["viewBox"], "focusable": "false"}
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704  all text in it is escaped


def references(element: ET.Element) -> list[str]:
    """The ids that an element refers to."""
    values = [value for name, value in element.attrib.items() if NAMESPACE.sub("", name) in LINKS]
    return [found[1] for value in values if (found := REFERENCE.search(value))]


def simplify(element: ET.Element, used: set[str], name: str) -> None:
    """Name an element and its attributes as HTML does, and leave out what the page has itself."""
    element.tag = NAMESPACE.sub("", element.tag)
    attributes = {NAMESPACE.sub("", key): value for key, value in element.attrib.items()}
    if attributes.get("id") not in used:
        attributes.pop("id", None)
    for key in ("id", *LINKS):
        if key in attributes:
            attributes[key] = renamed(key, attributes[key], name)
    if "style" in attributes:
        attributes["style"] = COLOR.sub(lambda found: COLORS.get(found[0], found[0]), FONT.sub("", attributes["style"]))
    element.attrib = attributes
    element.tail = (element.tail or "").strip() or None
    if element.tag != "text":
        element.text = (element.text or "").strip()


def renamed(key: str, value: str, name: str) -> str:
    """An id that no other picture has, or a reference to it."""
    return f"{name}-{value}" if key == "id" else REFERENCE.sub(rf"#{name}-\1", value)


def remove_foreign(root: ET.Element) -> None:
    """Leave out metadata, and the style that would be one of the whole page."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {"metadata", "style"}:
                parent.remove(child)
