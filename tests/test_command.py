import subprocess
import sys
from pathlib import Path

import pytest

from tests.imports import ROOT
from textrnn.command import RESTORE


def sample(*words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "stages.sample", *words]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout == ""
    return found.returncode, found.stderr


@pytest.mark.parametrize(
    ("task", "there"), [("nowhere", "classification, generation"), ("classification", "fetch, split")]
)
def test_a_mistake_is_one_message_and_exit_code_2(tmp_path: Path, task: str, there: str) -> None:
    status, message = sample(task, "model", str(tmp_path / "out"))
    assert status == 2
    assert message.startswith(f"{task}.sample: params.yaml has no section {task}.sample: ")
    assert there in message
    assert message.endswith(f"\n{RESTORE}\n")
    assert not list(tmp_path.iterdir())


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    status, message = sample("generation", str(tmp_path), str(tmp_path / "out"))
    assert status == 2
    assert message.startswith(f"generation.sample: {tmp_path}/config.json is not there; dvc repro runs")


@pytest.mark.parametrize("words", [[], ["--help"], ["generation", "a", "b", "c"]])
def test_other_words_get_the_usage(words: list[str]) -> None:
    assert sample(*words) == (1, "usage: python -m stages….sample <task> <model> <samples>; see dvc.yaml\n")
