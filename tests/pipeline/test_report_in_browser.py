"""The report pages as a reader sees them: in a real browser, at the widths of a phone, a tablet and a desk."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import Visit, browser, visit
from tests.pipeline.hostile_report import write_hostile_report
from tests.pipeline_copy import PipelineCopy

WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
PAGES = ("classification", "generation", "hostile")


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def pages(pipeline: PipelineCopy, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The two pages of the tiny pipeline, and one of labels and texts that mean harm."""
    hostile = write_hostile_report(pipeline, tmp_path_factory.mktemp("hostile"))
    return {name: pipeline.folder / f"reports/{name}.html" for name in PAGES[:2]} | {"hostile": hostile}


def is_quiet(made: Visit) -> bool:
    """Whether the page loads nothing, and neither complains nor asks."""
    assert (made.complaints, made.requests, made.dialogs) == ([], [], [])
    return True


def heading_levels(page: Page) -> list[int]:
    names = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(each => each.tagName)")
    return [int(name[1]) for name in names]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(name: str, width: int, scheme: str, opened: Browser, pages: dict[str, Path]) -> None:
    with visit(opened, pages[name], width=width, scheme=scheme) as made:
        assert is_quiet(made)
        assert made.page.evaluate("document.documentElement.scrollWidth") <= width
        levels = heading_levels(made.page)
        assert (levels[0], levels.count(1)) == (1, 1)
        assert all(after <= before + 1 for before, after in pairwise(levels))
        background = made.page.evaluate("getComputedStyle(document.body).backgroundColor")
        light, *_ = (int(part) for part in background.removeprefix("rgb(").rstrip(")").split(","))
        assert (light > 128) == (scheme == "light")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible(name: str, scheme: str, opened: Browser, pages: dict[str, Path]) -> None:
    with visit(opened, pages[name], width=360, scheme=scheme) as made:
        made.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found = Axe().run(made.page).response["violations"]
        assert [(rule["id"], rule["impact"], rule["nodes"][0]["html"]) for rule in found] == []


SEEN = "all => all.filter(each => each.offsetHeight).map(each => `${each.dataset.actual} ${each.dataset.predicted}`)"


def shown(page: Page) -> list[str]:
    """The labels, by number, of the wrong documents that are seen."""
    return list(page.eval_on_selector_all("#documents > li", SEEN))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["classification", "hostile"])
def test_the_confusion_matrix_leads_to_its_documents(
    name: str, width: int, opened: Browser, pages: dict[str, Path]
) -> None:
    with visit(opened, pages[name], width=width) as made:
        cells = made.page.locator(".matrix a").all()
        assert cells
        for cell in cells[:3]:
            cell.click()
            pair = f"{cell.get_attribute('data-actual')} {cell.get_attribute('data-predicted')}"
            assert set(shown(made.page)) == {pair}
            of = f"{len(shown(made.page))} of {cell.get_attribute('data-count')} shown."
            assert made.page.locator("#filter").inner_text().endswith(of)
            assert made.page.url.endswith("#wrong_documents")
        if name == "hostile":  # In the other one all are of one confusion, and seen already.
            made.page.locator("#all button").click()
        assert len(shown(made.page)) == made.page.locator("#documents > li").count()
        cells[0].focus()
        made.page.keyboard.press("Enter")
        assert len(set(shown(made.page))) == 1
        assert is_quiet(made)


def test_without_its_script_a_page_shows_all(opened: Browser, pages: dict[str, Path]) -> None:
    with visit(opened, pages["hostile"], width=360, script=False) as made:
        assert len(shown(made.page)) == made.page.locator("#documents > li").count() > 10
        assert not made.page.locator("#all").is_visible()


def test_labels_and_texts_do_nothing(opened: Browser, pages: dict[str, Path]) -> None:
    with visit(opened, pages["hostile"], width=1280) as made:
        assert made.page.locator("script").count() == 1
        assert made.page.locator("img, iframe, object, embed, form, [onerror], [onload]").count() == 0
        assert "<img src=x onerror=alert(1)>" in made.page.locator("#documents").inner_text()
        assert is_quiet(made)
