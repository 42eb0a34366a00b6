"""The report pages as files: the same bytes each time, small, alone, and of the data nothing but text."""

import re
import shutil
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import pytest

from tests.pipeline.hostile_report import LABELS, write_hostile_report
from tests.pipeline_copy import PipelineCopy
from textrnn.params.editing import set_params
from tools.pipeline import commands

TASKS = ("classification", "generation")
LARGEST = 2_000_000  # Bytes.
VOID = {"meta", "link", "br", "img", "path", "use", "rect", "svg"}


@pytest.fixture(scope="module")
def pages(pipeline: PipelineCopy, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    hostile = write_hostile_report(pipeline, tmp_path_factory.mktemp("hostile"))
    return {task: pipeline.folder / f"reports/{task}.html" for task in TASKS} | {"hostile": hostile}


class Outline(HTMLParser):
    """What a page consists of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [str(values["id"])] if "id" in values else []
        self.links += [str(values[name]) for name in ("href", "src", "xlink:href") if name in values]
        self.handlers += [name for name in values if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def outline(path: Path) -> Outline:
    made = Outline()
    made.feed(path.read_text(encoding="utf-8"))
    return made


@pytest.mark.parametrize("name", [*TASKS, "hostile"])
def test_a_page_is_small_and_alone(name: str, pages: dict[str, Path]) -> None:
    made = outline(pages[name])
    assert pages[name].stat().st_size < LARGEST
    assert made.tags.count("script") == made.tags.count("style") == made.tags.count("h1") == 1
    assert not {"img", "iframe", "object", "embed", "form", "base", "image"} & set(made.tags)
    assert made.handlers == []
    assert len(made.ids) == len(set(made.ids))
    assert all(link == "data:," or link.removeprefix("#") in made.ids for link in made.links)


@pytest.mark.parametrize("name", [*TASKS, "hostile"])
def test_no_character_of_a_page_is_a_command(name: str, pages: dict[str, Path]) -> None:
    text = pages[name].read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_labels_stand_on_the_page_as_they_are(pages: dict[str, Path]) -> None:
    text = outline(pages["hostile"]).text
    assert "49" not in re.findall(r"\{\{.*?\}\}", text)
    for label in LABELS:
        if label.isascii() and label.isprintable() and len(label) < 100:
            assert label in text


@pytest.mark.parametrize("task", TASKS)
def test_the_same_bytes_come_out_again(task: str, pipeline: PipelineCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pipeline.folder)
    page = Path(f"reports/{task}.html")
    before = page.read_bytes()
    command = commands()[f"{task}.report"]
    import_module(command.module).main(task, **command.options)
    assert page.read_bytes() == before


@pytest.mark.parametrize(("task", "words"), [("classification", ("gold", "wheat")), ("generation", ("or not.",))])
def test_no_text_of_the_data_stands_there_where_it_may_not(
    task: str, words: tuple[str, ...], pipeline: PipelineCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pipeline.folder)
    command = commands()[f"{task}.report"]
    shutil.copy("params.yaml", tmp_path / "params.yaml")
    shutil.copy("samples/generation.txt", tmp_path)
    options = {name: path.resolve() for name, path in command.options.items()} | {"report": tmp_path / "page.html"}
    monkeypatch.chdir(tmp_path)
    texts = {}
    for shown in (True, False):
        set_params(Path("params.yaml"), {f"{task}.report.show_texts": shown})
        import_module(command.module).main(task, **options)
        texts[shown] = outline(tmp_path / "page.html").text
    assert any(word in texts[True] for word in words)
    assert not [word for word in words if word in texts[False]]
