"""How far long work has come: a bar with the time left, or plain lines where no one watches."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

LINES = 10  # Plain lines for the whole work.


class Progress:
    """Counts the steps of some work, as a context manager."""

    def __init__(self, title: str, total: int) -> None:
        self.title = title
        self.total = total
        self.done = 0
        self.text = ""
        self.bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
            console=Console(file=sys.stdout),
            disable=not sys.stdout.isatty(),
        )
        self.task: TaskID = self.bar.add_task(title, total=total, note="")

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""
        before, self.done = self.done, self.done + steps
        self.bar.advance(self.task, steps)
        if self.bar.disable and self.done * LINES // self.total > before * LINES // self.total:
            print(f"{self.title}: {self.done} of {self.total} steps{self.text}", flush=True)

    def note(self, text: str) -> None:
        """Show a score behind the bar."""
        self.text = f", {text}"
        self.bar.update(self.task, note=text)
