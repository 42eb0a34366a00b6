import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from textrnn.errors import InputError
from textrnn.report.charts import draw_class_scores, draw_learning_curve
from textrnn.report.inline_chart import LARGEST, chart, inline_svg
from textrnn.report.tables import make_table

CURVE = [{"epoch": str(n), "train_loss": str(3 - n), "valid_loss": str(2 - n)} for n in range(3)]
TABLE = make_table("", (), ())


@pytest.fixture
def curve(tmp_path: Path) -> Path:
    draw_learning_curve(CURVE, 1.0, "token", tmp_path / "curve.svg")
    return tmp_path / "curve.svg"


def ids(svg: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', svg)


def test_ids_of_two_pictures_differ_and_are_found(curve: Path) -> None:
    one, other = (inline_svg(curve, name) for name in ("one", "other"))
    assert len(ids(one)) == len(set(ids(one))) == len(ids(other)) > 0
    assert not set(ids(one)) & set(ids(other))
    for svg in (one, other):
        assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg)) <= {(name, "") for name in ids(svg)} | {
            ("", name) for name in ids(svg)
        }


def test_a_picture_keeps_what_is_drawn(curve: Path) -> None:
    whole, inlined = ET.parse(curve).getroot(), ET.fromstring(inline_svg(curve, "x"))  # noqa: S314  our own files
    for tag in ("path", "use", "text", "clipPath"):
        assert len(list(inlined.iter(tag))) == len(list(whole.iter(f"{{http://www.w3.org/2000/svg}}{tag}"))), tag
    assert [text.text for text in inlined.iter("text")][-3:] == ["training", "validation", "best"]
    assert inlined.attrib["viewBox"] == whole.attrib["viewBox"]


def test_nothing_in_it_is_of_the_whole_page_or_of_another_one(curve: Path) -> None:
    svg = inline_svg(curve, "x")
    assert not re.search("<style|<metadata|xmlns|xlink|<script|http:", svg)


def test_colours_are_those_of_the_page_and_labels_stay(tmp_path: Path) -> None:
    draw_class_scores([("#000000", 0.5, 0.5, 0.5, 3), ("</text><script>", 0.1, 0.2, 0.3, 2)], tmp_path / "a.svg")
    svg = inline_svg(tmp_path / "a.svg", "a")
    assert re.findall("#[0-9a-f]{6}", svg) == ["#000000"]
    assert ">#000000 (3)<" in svg
    assert "&lt;/text&gt;&lt;script&gt; (2)" in svg
    assert "font-family" not in svg


@pytest.mark.parametrize("text", ["", "<svg", "<html></html>", "<svg/>"])
def test_what_is_no_picture_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(text)
    with pytest.raises(InputError, match=r"a\.svg is damaged"):
        inline_svg(tmp_path / "a.svg", "a")


def test_a_picture_that_is_too_large_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(f'<svg viewBox="0 0 1 1"><text>{"a" * LARGEST}</text></svg>')
    assert chart(tmp_path, "a", "", TABLE).svg is None
    (tmp_path / "b.svg").write_text('<svg viewBox="0 0 1 1"><text>a</text></svg>')
    assert chart(tmp_path, "b", "", TABLE).svg == '<svg viewBox="0 0 1 1" focusable="false"><text>a</text></svg>'
