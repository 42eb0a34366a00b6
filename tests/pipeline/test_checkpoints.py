"""A training that was stopped goes on from its checkpoint and ends with the bytes of one that was not."""

import os
import platform
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import psutil
import pytest
import torch

from tests.pipeline_copy import PipelineCopy, environment
from tests.training_runs import Training, end, wait_for
from textrnn.files import sha256
from textrnn.numerics import PINNED
from textrnn.params.section import Section
from textrnn.training import checkpoints
from textrnn.training.checkpoints import Checkpoint, run_key

OFTEN = {"TEXTRNN_CHECKPOINT_SECONDS": "0"}
EPOCHS = 20  # Of a training that is stopped: so many that it is still going on then.
TENSORS = {"run/step": torch.tensor(7), "weights/a": torch.arange(6.0)}
Uninterrupted = Callable[[str], dict[str, bytes]]


class Some(Section):
    rate: float = 0.1


@pytest.fixture
def checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkpoint:
    monkeypatch.setattr(checkpoints, "FOLDER", tmp_path)
    return Checkpoint("task", "key")


@pytest.fixture(scope="module")
def uninterrupted(pipeline: PipelineCopy, tmp_path_factory: pytest.TempPathFactory) -> Uninterrupted:
    """What a training writes that nothing stops."""
    folder = tmp_path_factory.mktemp("uninterrupted")
    return cache(lambda section: Training(pipeline, folder / section, section, EPOCHS).run_here())


def stop(training: Training, number: signal.Signals, **changes: str) -> tuple[int, str]:
    """Stop a training after its first checkpoint; the exit status, and what was written to stderr."""
    process = training.start(training.words(), **OFTEN, **changes)
    wait_for(lambda: training.checkpoints() or process.poll() is not None)
    return end(process, number)


# A process that is killed cannot clean up, so each training has to bear that; the rest is the same code in all of them.
@pytest.mark.parametrize(
    ("section", "number", "processes"),
    [
        ("classification.train", signal.SIGKILL, 1),
        pytest.param("classification.refit", signal.SIGKILL, 2, marks=pytest.mark.slow),
        ("generation.train", signal.SIGKILL, 2),
        ("generation.refit", signal.SIGKILL, 1),
        pytest.param("generation.train", signal.SIGTERM, 1, marks=pytest.mark.slow),
        ("generation.train", signal.SIGINT, 1),
    ],
)
def test_a_stopped_training_goes_on_to_the_same_bytes(
    section: str,
    number: signal.Signals,
    processes: int,
    uninterrupted: Uninterrupted,
    pipeline: PipelineCopy,
    tmp_path: Path,
) -> None:
    training = Training(pipeline, tmp_path / "stopped", section, EPOCHS)
    status, printed = stop(training, number)
    assert status == (-9 if number == signal.SIGKILL else 130)
    whole, unfinished = uninterrupted(section), training.written()
    assert unfinished.keys() <= {path for path in whole if path.endswith("learning_curve.csv")}
    assert all(whole[path].startswith(content) for path, content in unfinished.items())
    if number != signal.SIGKILL:
        kept = rf"{section}: step \d+ of 180 is kept, dvc repro continues from there\n"
        assert re.fullmatch(kept, printed)
    process = training.start(training.words(), TEXTRNN_PROCESSES=str(processes))
    printed, _ = process.communicate(timeout=120)
    assert f"{section.partition('.')[2]}: continues from step " in printed
    assert training.written() == whole
    assert training.checkpoints() == []


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [damage, cut, empty])
def test_a_torn_checkpoint_is_set_aside(
    harm: Callable[[Path], None], checkpoint: Checkpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint.write(TENSORS)
    harm(checkpoint.path)
    assert checkpoint.read() == b""
    assert capsys.readouterr().err == (
        f"{checkpoint.path}.damaged is no whole checkpoint of this run: training starts from the beginning\n"
    )
    assert not checkpoint.path.exists()


@pytest.mark.slow
def test_a_training_with_a_torn_checkpoint_starts_from_the_beginning(
    uninterrupted: Uninterrupted, pipeline: PipelineCopy, tmp_path: Path
) -> None:
    training = Training(pipeline, tmp_path / "torn", "generation.train", EPOCHS)
    stop(training, signal.SIGKILL)
    (path,) = training.checkpoints()
    damage(path)
    process = training.start(training.words())
    printed, problems = process.communicate(timeout=120)
    assert problems.splitlines() == [
        f".checkpoints/{path.name}.damaged is no whole checkpoint of this run: training starts from the beginning"
    ]
    assert "continues" not in printed
    assert training.written() == uninterrupted("generation.train")


def test_a_checkpoint_of_another_run_is_not_taken(checkpoint: Checkpoint, capsys: pytest.CaptureFixture[str]) -> None:
    checkpoint.write(TENSORS)
    other = Checkpoint("task", "another")
    shutil.copy(checkpoint.path, other.path)
    assert other.read() == b""
    assert "another.damaged is no whole checkpoint of this run" in capsys.readouterr().err
    assert checkpoint.read() != b""


def test_the_key_names_params_inputs_code_and_numerics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "ids.npy").write_bytes(b"1")
    keys = [run_key(Some(), [data]), run_key(Some(), [data]), run_key(Some(rate=0.2), [data])]
    (data / "ids.npy").write_bytes(b"2")
    keys.append(run_key(Some(), [data]))
    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "sha256", lambda path: "edited" if path.suffix == ".py" else sha256(path))
        keys.append(run_key(Some(), [data]))
    monkeypatch.setattr(torch, "__version__", "3.0")
    keys.append(run_key(Some(), [data]))
    monkeypatch.setenv(PINNED, "fast")
    keys.append(run_key(Some(), [data]))
    monkeypatch.setattr(platform, "node", lambda: "another machine")
    keys.append(run_key(Some(), [data]))
    monkeypatch.setenv(PINNED, "portable")
    assert run_key(Some(), [data]) == keys[5]  # Each machine computes the same bits then.
    assert keys[0] == keys[1]
    assert len(set(keys)) == 7


def test_a_full_disk_does_not_stop_training(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint.write(TENSORS)
    before = checkpoint.read()
    checkpoint.written -= 60
    assert checkpoint.is_due()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    checkpoint.write({"weights/a": torch.zeros(3)})
    assert "no checkpoint: No space left on device; training continues" in capsys.readouterr().err
    assert checkpoint.read() == before
    assert not checkpoint.is_due()


def test_few_checkpoints_stay(checkpoint: Checkpoint) -> None:
    for number in range(8):
        other = Checkpoint("task", str(number))
        other.write(TENSORS)
        os.utime(other.path, (number, number))
    assert sorted(path.name for path in checkpoint.path.parent.iterdir()) == [
        f"task-{number}" for number in range(3, 8)
    ]


def test_writing_takes_a_fiftieth_of_the_time_at_most(checkpoint: Checkpoint) -> None:
    checkpoint.seconds, checkpoint.cost, checkpoint.written = 0.0, 0.1, time.monotonic() - 4
    assert not checkpoint.is_due()
    checkpoint.written -= 2
    assert checkpoint.is_due()


@pytest.mark.parametrize(
    ("number", "processes"),
    [
        (signal.SIGKILL, 1),
        pytest.param(signal.SIGTERM, 2, marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, 2, marks=pytest.mark.slow),
    ],
)
def test_dvc_that_is_stopped_leaves_no_orphan_and_goes_on(
    number: signal.Signals,
    processes: int,
    uninterrupted: Uninterrupted,
    pipeline: PipelineCopy,
    tmp_path: Path,
) -> None:
    mine = Training(pipeline, tmp_path / "stopped", "generation.train", EPOCHS)
    # dash, where /bin/sh is that, stays between dvc and the stage.
    changes = OFTEN | {"SHELL": "/bin/sh", "TEXTRNN_PROCESSES": str(processes)}
    command = ["dvc", "repro", "--force", "--single-item", "train@generation"]
    dvc = subprocess.Popen(command, cwd=mine.folder, env=environment() | changes, start_new_session=True)
    wait_for(mine.checkpoints)
    stages = psutil.Process(dvc.pid).children(recursive=True)
    if number == signal.SIGINT:
        os.killpg(dvc.pid, number)  # As a terminal does.
    else:
        dvc.send_signal(number)
    assert dvc.wait(timeout=60)
    assert not psutil.wait_procs(stages, timeout=60)[1]
    assert "train: continues from step " in PipelineCopy(mine.folder).run(*command)
    assert mine.written() == uninterrupted("generation.train")
