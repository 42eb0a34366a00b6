"""A browser of the system, without a window: Chromium or Chrome, which playwright steers."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

NAMES = ("chromium", "google-chrome", "chromium-browser")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser; a test is skipped where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no browser here: none of {', '.join(NAMES)} is on the PATH (apt-get install chromium)")
    arguments = [*QUIET, "--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=arguments)
        yield opened
        opened.close()


@dataclass
class Visit:
    """A page that is open, and what it did that it should not do."""

    page: Page
    complaints: list[str] = field(default_factory=list)  # of the console
    requests: list[str] = field(default_factory=list)  # but for the page itself
    dialogs: list[str] = field(default_factory=list)

    def refuse(self, dialog: Dialog) -> None:
        """Close a dialog, and remember it."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@contextmanager
def visit(opened: Browser, path: Path, *, width: int, scheme: str = "light", script: bool = True) -> Iterator[Visit]:
    """Open a page of so many pixels in a colour scheme, with its script or without."""
    context = opened.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
    )
    made = Visit(context.new_page())
    url = path.resolve().as_uri()
    made.page.on("console", lambda message: made.complaints.append(message.text))
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    made.page.on("request", lambda request: made.requests.append(request.url) if request.url != url else None)
    made.page.on("dialog", made.refuse)
    made.page.goto(url)
    yield made
    context.close()
