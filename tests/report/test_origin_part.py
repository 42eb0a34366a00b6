from pathlib import Path

import pytest

from textrnn.errors import InputError
from textrnn.report.origin_part import LIBRARIES, origin_part
from tools.pipeline import ROOT

SUMS = "aa  README.md\nbb  model.safetensors\ncc  tokenizer.json\n"


def test_hashes_are_those_that_dvc_and_the_model_have(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text(SUMS)
    (tmp_path / "a.txt").write_text("hello\n")
    part = origin_part([tmp_path / "a.txt"], tmp_path, ROOT / "requirements.lock")
    assert part.inputs.rows == ((str(tmp_path / "a.txt"), "b1946ac92492d2347c6235b4d2611184"),)  # As md5sum has it.
    assert part.weights == "bb"
    pinned = (ROOT / "requirements.lock").read_text().lower().splitlines()
    assert [f"{name}=={version}" for name, version in part.libraries.rows] == [
        line for name in LIBRARIES for line in pinned if line.startswith(f"{name}==")
    ]


def test_a_lock_without_a_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text(SUMS)
    (tmp_path / "lock").write_text("torch==1.0\n")
    with pytest.raises(InputError, match="lock is damaged"):
        origin_part([], tmp_path, tmp_path / "lock")
