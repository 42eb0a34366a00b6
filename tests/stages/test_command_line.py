import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stages.command_line import RESTORE, run
from tools.pipeline import ROOT


def sample(*words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "stages.sample", *words]
    environment = os.environ | {"DVC_ROOT": str(ROOT)}
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert found.stdout == ""
    return found.returncode, found.stderr


def paths(model: str, samples: str) -> list[str]:
    return ["--model", model, "--tokenizer", "tokenizer.json", "--samples", samples]


@pytest.mark.parametrize(
    ("task", "there"), [("nowhere", "numerics, classification, generation"), ("classification", "fetch, split")]
)
def test_a_mistake_is_one_message_and_exit_code_2(tmp_path: Path, task: str, there: str) -> None:
    status, message = sample(task, *paths(model="model", samples=str(tmp_path / "out")))
    assert status == 2
    assert message.startswith(f"{task}.sample: params.yaml, line ")
    assert f"there is no section {task}.sample" in message
    assert there in message
    assert message.endswith(f"\n{RESTORE}\n")
    assert not list(tmp_path.iterdir())


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    status, message = sample("generation", *paths(model=str(tmp_path), samples=str(tmp_path / "out")))
    assert status == 2
    assert message.startswith(f"generation.sample: {tmp_path}/config.json is not there, so {tmp_path} is no model: ")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ([], "required: task, --model, --tokenizer, --samples"),
        (["generation", "--model", "a"], "required: --tokenizer, --samples"),
        (["generation", "--mod", "a", "--tokenizer", "b", "--samples", "c"], "required: --model"),
        (["generation", "--model", "a", "--tokenizer", "b", "--samples", "c", "d"], "unrecognized arguments: d"),
    ],
)
def test_other_words_get_the_usage(words: list[str], problem: str) -> None:
    status, message = sample(*words)
    assert status == 2
    assert message.startswith("usage: ./python -m stages.sample ")
    assert problem in message


def test_a_stage_says_what_it_does() -> None:
    command = [sys.executable, "-m", "stages.sample", "--help"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "Write all samples to one file" in printed
    assert "--tokenizer PATH" in printed


def test_ctrl_c_ends_a_stage_at_once_even_while_it_imports(tmp_path: Path) -> None:
    words = ["-X", "importtime", "-m", "stages.sample", "generation", *paths(model=str(tmp_path), samples="out")]
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
