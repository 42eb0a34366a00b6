"""What people type works in surroundings that are not those of a fresh clone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline_copy import environment
from tools.pipeline import ROOT

SAFE_PATH = environment() | {"PYTHONSAFEPATH": "1"}
SAFE_PATH.pop("PYTHONPATH", None)


def make(folder: Path, target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Make something, with this Python for the one of .venv."""
    words = ["make", "-o", ".venv/installed", "-o", ".venv/checked", f"BIN={Path(sys.executable).parent}", target]
    return subprocess.run(words, cwd=folder, env=SAFE_PATH | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("more", [{}, {"PYTHONPATH": "/usr/share"}])
def test_check_works_where_python_leaves_this_folder_out(more: dict[str, str]) -> None:
    done = make(ROOT, "check", **more)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("params.yaml is as the stages need it\n")


def test_a_stage_takes_the_modules_of_its_folder(tmp_path: Path) -> None:
    shutil.copy(ROOT / "python", tmp_path)
    (tmp_path / "textrnn").mkdir()
    (tmp_path / "textrnn/__init__.py").write_text("print('mine')\n")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    words = ["./python", "-c", "import textrnn"]
    printed = subprocess.check_output(words, cwd=tmp_path, env=SAFE_PATH | {"PATH": path}, text=True)
    assert printed == "mine\n"


@pytest.mark.parametrize("target", ["repro", "test", "recipe-quick", "verify"])
def test_a_source_archive_says_what_to_do(target: str, tmp_path: Path) -> None:
    for name in ("Makefile", "params.yaml", "dvc.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("stages", "textrnn", "tools"):
        (tmp_path / name).mkdir()
    done = make(tmp_path, target, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert done.returncode == 2
    (line,) = done.stdout.splitlines()
    assert line.startswith("DVC works only in a git repository, which this folder is not: git clone the project, or ")
    assert "git init && git add --all && git commit" in line
