import pytest

from textrnn.progress import Progress


def test_a_log_gets_ten_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("train", 250) as progress:
        for step in range(250):
            progress.advance()
            if step == 99:
                progress.note("valid loss 1.500")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert lines[0] == "train: 25 of 250 steps"
    assert lines[-1] == "train: 250 of 250 steps, valid loss 1.500"


def test_short_work_gets_a_line_for_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("score", 3) as progress:
        for _ in range(3):
            progress.advance()
    assert capsys.readouterr().out.splitlines() == ["score: 1 of 3 steps", "score: 2 of 3 steps", "score: 3 of 3 steps"]
