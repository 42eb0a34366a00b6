"""A training that was stopped goes on from its checkpoint and ends with the bytes of one that was not."""

import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import torch

from tests.pipeline_copy import PipelineCopy, in_folder
from tests.training_runs import TRAININGS, Training, end, wait_for
from textrnn.params.editing import set_params
from textrnn.params.section import Section
from textrnn.training import checkpoints
from textrnn.training.checkpoints import Checkpoint, run_key

OFTEN = {"TEXTRNN_CHECKPOINT_SECONDS": "0"}
MODEL = "data/chosen/generation/model.safetensors"
TENSORS = {"run/step": torch.tensor(7), "weights/a": torch.arange(6.0)}


class Some(Section):
    rate: float = 0.1


@pytest.fixture
def checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkpoint:
    monkeypatch.setattr(checkpoints, "FOLDER", tmp_path)
    return Checkpoint("task", "key")


@pytest.fixture(scope="module")
def whole(pipeline: PipelineCopy, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What each training writes that nothing stops."""
    folder = tmp_path_factory.mktemp("whole")
    return {
        section: Training(pipeline, folder / section, section, epochs=20).finish(TEXTRNN_PROCESSES="1")
        for section in TRAININGS
    }


def stopped(training: Training, number: signal.Signals, **changes: str) -> tuple[int, str]:
    """Stop a training after its first checkpoint."""
    process = training.start(training.command(), **OFTEN, **changes)
    wait_for(lambda: training.checkpoints() or process.poll() is not None)
    status, printed, _ = end(process, number)
    return status, printed


@pytest.mark.parametrize("section", TRAININGS)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_stopped_training_goes_on_to_the_same_bytes(
    section: str, number: signal.Signals, whole: dict[str, dict[str, bytes]], pipeline: PipelineCopy, tmp_path: Path
) -> None:
    training = Training(pipeline, tmp_path / "stopped", section, epochs=20)
    status, printed = stopped(training, number, TEXTRNN_PROCESSES="1")
    assert status == (-9 if number == signal.SIGKILL else 130)
    assert training.written() == {}
    if number != signal.SIGKILL:
        assert f"{section}: stopped; step " in printed
        assert "is kept, dvc repro goes on from there" in printed
    process = training.start(training.command(), TEXTRNN_PROCESSES="2")
    printed, _ = process.communicate(timeout=120)
    assert f"{section.partition('.')[2]}: goes on from step " in printed
    assert training.written() == whole[section]
    assert training.checkpoints() == []


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("harm", [damage, cut, lambda path: path.write_bytes(b"")])
def test_a_torn_checkpoint_is_set_aside(
    harm: object, whole: dict[str, dict[str, bytes]], pipeline: PipelineCopy, tmp_path: Path
) -> None:
    training = Training(pipeline, tmp_path / "torn", "generation.train", epochs=20)
    stopped(training, signal.SIGKILL)
    (path,) = training.checkpoints()
    harm(path)  # type: ignore[operator]
    process = training.start(training.command())
    printed, problems = process.communicate(timeout=120)
    assert problems.splitlines() == [
        f".checkpoints/{path.name}.damaged is no whole checkpoint of this run: training starts from the beginning"
    ]
    assert "goes on" not in printed
    assert training.written() == whole["generation.train"]


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
    monkeypatch.setattr(torch, "__version__", "3.0")
    keys.append(run_key(Some(), [data]))
    monkeypatch.setenv("TEXTRNN_NUMERICS", "fast")
    keys.append(run_key(Some(), [data]))
    monkeypatch.setattr(platform, "node", lambda: "another machine")
    keys.append(run_key(Some(), [data]))
    monkeypatch.setattr(checkpoints, "file_digest", str)
    keys.append(run_key(Some(), [data]))
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
    assert "no checkpoint: [Errno 28] No space left on device; training goes on" in capsys.readouterr().err
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


@pytest.fixture(scope="module")
def long_road(pipeline: PipelineCopy, tmp_path_factory: pytest.TempPathFactory) -> tuple[PipelineCopy, bytes]:
    """A pipeline that is training long enough to be stopped, and the weights that it comes to."""
    mine = in_folder(
        pipeline, shutil.copytree(pipeline.folder, tmp_path_factory.mktemp("long") / "road", symlinks=True)
    )
    set_params(mine.folder / "params.yaml", {"generation.train.epochs": 100})
    mine.dvc("repro", "train@generation")
    return mine, (mine.folder / MODEL).read_bytes()


@pytest.mark.parametrize(("number", "processes"), [(signal.SIGKILL, 1), (signal.SIGTERM, 2), (signal.SIGINT, 2)])
def test_dvc_that_is_stopped_leaves_no_orphan_and_goes_on(
    number: signal.Signals, processes: int, long_road: tuple[PipelineCopy, bytes]
) -> None:
    mine, expected = long_road
    environment = {name: value for name, value in os.environ.items() if name != "DVC_ROOT"} | OFTEN
    environment |= {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SHELL": "/bin/sh",  # dash, where it is that, stays between dvc and the stage.
        "TEXTRNN_PROCESSES": str(processes),
    }
    command = [sys.executable, "-m", "dvc", "repro", "--force", "--single-item", "train@generation"]
    dvc = subprocess.Popen(command, cwd=mine.folder, env=environment, start_new_session=True)
    wait_for(lambda: list(mine.folder.glob(".checkpoints/generation-*")))
    stages = psutil.Process(dvc.pid).children(recursive=True)
    if number == signal.SIGINT:
        os.killpg(dvc.pid, number)  # As a terminal does.
    else:
        dvc.send_signal(number)
    assert dvc.wait(timeout=60)
    assert not psutil.wait_procs(stages, timeout=10)[1]
    assert "train: goes on from step " in mine.dvc(*command[3:])
    assert (mine.folder / MODEL).read_bytes() == expected
