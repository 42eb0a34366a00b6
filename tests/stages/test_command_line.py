import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stages.command_line import RESTORE, run
from tools.pipeline import ROOT


def window(*words: str) -> tuple[int, str]:
    """Exit status and error output of a stage that need not wait for torch."""
    command = [sys.executable, "-m", "stages.window", *words]
    environment = os.environ | {"DVC_ROOT": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("task", "there"), [("nowhere", "numerics, classification, generation"), ("classification", "fetch, split")]
)
def test_a_mistake_is_one_message_and_exit_code_2(tmp_path: Path, task: str, there: str) -> None:
    status, message = window(task, "--ids", "ids", "--examples", str(tmp_path / "out"))
    assert status == 2
    assert message.startswith(f"{task}.window: params.yaml, line ")
    assert f"there is no section {task}.window" in message
    assert there in message
    assert message.endswith(f"\n{RESTORE}\n")
    assert not list(tmp_path.iterdir())


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    status, message = window("generation", "--ids", str(tmp_path), "--examples", str(tmp_path / "out"))
    assert status == 2
    assert message.startswith(f"generation.window: {tmp_path}/train/")
    assert " is not there; dvc repro runs the stage that makes it\n" in message


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ([], "required: task, --ids, --examples"),
        (["generation", "--ids", "a"], "required: --examples"),
        (["generation", "--id", "a", "--examples", "b"], "required: --ids"),
        (["generation", "--ids", "a", "--examples", "b", "c"], "unrecognized arguments: c"),
    ],
)
def test_other_words_get_the_usage(words: list[str], problem: str) -> None:
    status, message = window(*words)
    assert status == 2
    assert message.startswith("usage: ./python -m stages.window ")
    assert problem in message


def test_a_stage_says_what_it_does() -> None:
    command = [sys.executable, "-m", "stages.window", "--help"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "Write the windows of each split" in printed
    assert "--examples PATH" in printed


def test_ctrl_c_ends_a_stage_at_once_even_while_it_imports(tmp_path: Path) -> None:
    paths = ["--model", str(tmp_path), "--tokenizer", "tokenizer.json", "--samples", "out"]
    words = ["-X", "importtime", "-m", "stages.sample", "generation", *paths]
    command, environment = [sys.executable, *words], os.environ | {"DVC_ROOT": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert any("torch" in line for line in process.stderr)  # Its first part is there, the rest takes a second.
        process.send_signal(signal.SIGINT)
        message = process.stderr.read()
    assert message.endswith(f"stopped before it began\n{RESTORE}\n")
    assert process.returncode == 130


def test_ctrl_c_during_work_says_what_is_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def main(task: str) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)

    monkeypatch.setattr("sys.argv", ["train.py", "text"])
    monkeypatch.setenv("DVC_ROOT", ".")
    with pytest.raises(SystemExit) as stopped:
        run(main)
    assert stopped.value.code == 130
    assert capsys.readouterr().err == f"text.train: stopped, nothing is left half-written\n{RESTORE}\n"
