"""The proof that a training that is killed ends with the same bytes can fail."""

import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import crash_test
from tools.pipeline import ROOT

SHORTER = crash_test.LONGER | {"classification.train.epochs": 4, "generation.train.epochs": 20}


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the code that the crash test runs."""
    for name in ("stages", "textrnn"):
        shutil.copytree(ROOT / name, tmp_path / "code" / name)
    monkeypatch.setattr(crash_test, "ROOT", tmp_path / "code")
    return tmp_path / "code"


def learn_faster(code: Path) -> None:
    """Let trainings come to other weights from now on."""
    path = code / "textrnn/training/optimizer.py"
    content = path.read_text(encoding="utf-8")
    assert "round(params.learning_rate" in content
    path.write_text(content.replace("round(params.learning_rate", "round(1.01 * params.learning_rate"))


def test_a_killed_training_is_compared_with_one_that_nothing_stopped(
    code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash_test, "LONGER", SHORTER)
    (tmp_path / "pipeline").mkdir()
    kills = crash_test.crash_test(tmp_path / "pipeline", 2, random.Random(1))
    done, equal = next(kills)
    assert " to process " in done
    assert equal
    learn_faster(code)
    done, equal = next(kills)
    assert " to process " in done
    assert not equal


@pytest.mark.parametrize(("equal", "status"), [([True, True], 0), ([True, False], 1), ([False, True], 1)])
def test_other_bytes_are_told_and_fail(
    equal: list[bool], status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def runs(*_: object) -> Iterator[tuple[str, bool]]:
        yield from (("killed", one) for one in equal)

    monkeypatch.setattr(crash_test, "crash_test", runs)
    monkeypatch.setattr(sys, "argv", ["crash_test", "--kills", "2"])
    with pytest.raises(SystemExit) as end:
        crash_test.main()
    assert end.value.code == status
    assert capsys.readouterr().out.count("OTHER BYTES") == equal.count(False)
