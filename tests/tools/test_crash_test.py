"""The proof that a training that is killed ends with the same bytes can fail."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline_copy import PipelineCopy
from textrnn.params.editing import set_params
from tools import crash_test
from tools.pipeline import commands


def learn_faster(folder: Path) -> None:
    """Let trainings in a folder come to other weights from now on."""
    path = folder / "textrnn/training/schedule.py"
    content = path.read_text(encoding="utf-8")
    assert "round(params.learning_rate" in content
    path.write_text(content.replace("round(params.learning_rate", "round(1.01 * params.learning_rate"))


@pytest.fixture
def one_training(pipeline: PipelineCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the crash test begin from the tests' pipeline, and stop one of the four trainings. CI runs it as it is."""

    def prepare(folder: Path) -> None:
        set_params(pipeline.copy_to(folder).folder / "params.yaml", {"generation.train.epochs": 20})

    monkeypatch.setattr(crash_test, "prepare", prepare)
    monkeypatch.setattr(crash_test, "commands", lambda: {"generation.train": commands()["generation.train"]})


@pytest.mark.slow
@pytest.mark.usefixtures("one_training")
def test_without_a_training_that_continued_nothing_is_proven(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no training continued from a checkpoint: nothing is proven"):
        list(crash_test.crash_test(tmp_path, 0, random.Random(1)))


@pytest.mark.slow
@pytest.mark.usefixtures("one_training")
def test_a_killed_training_is_compared_with_one_that_nothing_stopped(tmp_path: Path) -> None:
    kills = crash_test.crash_test(tmp_path, 2, random.Random(1))
    done, equal = next(kills)
    assert " to process " in done
    assert equal
    learn_faster(tmp_path / "generation.train")
    done, equal = next(kills)
    assert " to process " in done
    assert not equal
    assert next(kills, None) is None


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
