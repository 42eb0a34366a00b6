import re
from io import StringIO

import pytest
from rich.console import Console

from textrnn.report import progress
from textrnn.report.progress import Progress, track


def test_a_log_gets_plain_lines_with_the_time_left_and_the_score(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.0)
    with Progress("train", 2500, "steps") as bar:
        for step in range(25):
            bar.advance(100, note=f"valid loss {step}")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 25
    assert re.fullmatch(r"train: 1,000 of 2,500 steps(, \d+ s left)?, valid loss 9", lines[9])
    assert re.fullmatch(r"train: 2,500 of 2,500 steps(, 0 s left)?, valid loss 24", lines[24])


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(track("abc", "score", 3, "letters")) == ["a", "b", "c"]
    assert capsys.readouterr().out == ""


def test_a_log_that_was_begun_is_ended(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Progress, "is_due", lambda self: self.bar.tasks[0].completed == 1)
    list(track("abc", "score", 3, "letters"))
    assert [line.split(",")[0] for line in capsys.readouterr().out.splitlines()] == [
        "score: 1 of 3 letters",
        "score: 3 of 3 letters",
    ]


@pytest.mark.parametrize("width", [60, 80])
def test_on_a_narrow_screen_the_score_is_cut_and_not_the_time(width: int) -> None:
    tracked = Progress("train", 2500, "steps")
    tracked.bar.update(tracked.task, advance=100, note="epoch 1.25: valid loss 1.234, accuracy 0.900")
    console = Console(width=width, file=StringIO(), force_terminal=False)
    console.print(tracked.bar.make_tasks_table(tracked.bar.tasks))
    written = console.file.getvalue()  # type: ignore[attr-defined]
    assert re.match(r"train +\S* +4% -:--:-- left epoch 1.25: valid loss 1.234", written)
