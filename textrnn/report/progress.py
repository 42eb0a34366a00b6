"""Progress of long work: a bar with the time left on a terminal, plain lines in a log."""

import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self, TextIO, TypeVar

from rich.console import Console
from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Column

SECONDS = 10.0  # Between plain lines.
Item = TypeVar("Item")


class Progress:
    """Counts the steps of some work, as a context manager.

    On a terminal it is a bar. Elsewhere, as in a log file, it prints a plain line every ten seconds, and a last one if
    there was another; short work prints nothing. `stream` is standard output by default.
    """

    def __init__(
        self, title: str, total: int, unit: str, done: int = 0, visible: bool = True, stream: TextIO | None = None
    ) -> None:
        self.title = title
        self.total = total
        self.unit = unit
        self.visible = visible
        self.stream = stream or sys.stdout
        self.printed_at = time.monotonic()
        self.has_printed = False
        self.bar = Bar(
            TextColumn("{task.description}", table_column=uncut_column(len(title))),
            BarColumn(bar_width=10, table_column=uncut_column(1)),
            TaskProgressColumn(table_column=uncut_column(4)),
            TimeRemainingColumn(table_column=uncut_column(7)),
            TextColumn("left", table_column=uncut_column(4)),
            TextColumn("{task.fields[note]}", table_column=Column(no_wrap=True, overflow="ellipsis")),
            console=Console(file=self.stream),
            disable=not (visible and self.stream.isatty()),
        )
        self.task: TaskID = self.bar.add_task(title, total=total, completed=done, note="")

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def advance(self, steps: int = 1, note: str = "") -> None:
        """Count some steps as done; `note` is the score so far."""
        self.bar.update(self.task, advance=steps, note=note)
        if self.visible and self.bar.disable and (self.is_due() or (self.has_printed and self.bar.tasks[0].finished)):
            print(self.line(note), file=self.stream, flush=True)
            self.printed_at, self.has_printed = time.monotonic(), True

    def is_due(self) -> bool:
        """Whether it is time for another plain line."""
        return time.monotonic() - self.printed_at >= SECONDS

    def line(self, note: str) -> str:
        """A plain line: what is done, the time left, the score so far."""
        task = self.bar.tasks[0]
        left = "" if task.time_remaining is None else f", {round(task.time_remaining)} s left"
        return f"{self.title}: {task.completed:,.0f} of {self.total:,} {self.unit}{left}" + (note and f", {note}")


def uncut_column(width: int) -> Column:
    """A column that is never cut; on a narrow screen the note after it is."""
    return Column(no_wrap=True, min_width=width)


def track(items: Iterable[Item], title: str, total: int, unit: str, stream: TextIO | None = None) -> Iterator[Item]:
    """The same items, each counted as a step."""
    with Progress(title, total, unit, stream=stream) as progress:
        for item in items:
            yield item
            progress.advance()
