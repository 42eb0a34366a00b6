"""What the notebooks begin with."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from textrnn import numerics
from textrnn.errors import InputError
from textrnn.notebook import build, find_project, refuse_other_code, show_picture, show_texts
from tools.pipeline import ROOT


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a process prints that no one has pinned and that knows of the project what is installed."""
    pins = {*numerics.ALWAYS, *numerics.PORTABLE, numerics.PINNED}
    environment = {name: value for name, value in os.environ.items() if name not in pins} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not numerics.has_kernels(), reason="the kernels are those of an x86-64 CPU with AVX2")
def test_a_kernel_computes_as_a_stage_does_wherever_in_the_project_it_starts() -> None:
    begin = "from textrnn.notebook import begin; begin(); begin(); "
    show = "import os, torch, stages.pad; print(os.getcwd(), torch.backends.cpu.get_cpu_capability())"
    promise = "portable: the same bits on every x86-64 CPU with AVX2 and FMA"
    assert python(begin + show, ROOT / "notebooks").stdout.splitlines() == [promise, promise, f"{ROOT} AVX2"]


def test_a_kernel_in_which_numpy_has_loaded_is_to_be_restarted() -> None:
    done = python("import numpy; from textrnn.notebook import begin; begin()", ROOT)
    assert done.stderr.splitlines()[-1] == "restart the kernel, and run its cells from the first one on"


def test_a_kernel_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is in no clone of textrnn: open the notebook where it lies"):
        find_project(tmp_path)


def test_a_kernel_with_another_textrnn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"this kernel's textrnn is that of {ROOT}, not of {tmp_path}: choose"):
        refuse_other_code(tmp_path)
    refuse_other_code(ROOT)


def test_data_that_is_there_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        called.append(command[1:])
        return subprocess.CompletedProcess(command, 0 if len(called) == 1 else 1, "", "no network")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.chdir(tmp_path)
    build("generation")
    assert called == [["-m", "dvc", "repro", "encode@generation"]]
    for path in ("data/splits/generation", "data/ids/generation", "data/tokenizers"):
        Path(path).mkdir(parents=True)
    with pytest.raises(InputError, match="dvc repro encode@generation has failed:\nno network"):
        build("generation")
    Path("data/tokenizers/generation.json").touch()
    build("generation")
    assert len(called) == 2


def test_texts_are_shown_as_they_are() -> None:
    shown = show_texts({"<hot>": "a < b\n**c**", "cool": ""}).data
    assert "a &lt; b<br>**c**" in shown
    assert "&lt;hot&gt;" in shown
    assert shown.count('width="50%"') == 4


def test_a_picture_is_what_was_drawn() -> None:
    def draw(size: int, path: Path) -> None:
        path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}"/>', encoding="utf-8")

    assert show_picture(draw, 7).data == '<svg xmlns="http://www.w3.org/2000/svg" width="7"/>'
