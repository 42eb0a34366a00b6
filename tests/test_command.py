import subprocess
import sys

import pytest

from tests.imports import ROOT


@pytest.mark.parametrize("section", ["nowhere", "classification"])
def test_a_mistake_is_one_message_and_exit_code_2(section: str) -> None:
    command = [sys.executable, "-m", "stages.sample", section, "model", "out"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert found.stderr == (
        f"{section}.sample: params.yaml has no section {section}.sample; restore it with: git checkout params.yaml\n"
    )
    assert not (ROOT / "out").exists()
