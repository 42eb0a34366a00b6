import re

import pytest

from textrnn import progress
from textrnn.progress import Progress, track


def test_a_log_gets_plain_lines_with_the_time_left_and_the_score(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.0)
    with Progress("train", 2500, "steps") as shown:
        for step in range(25):
            shown.advance(100, note=f"valid loss {step}")
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
