"""How tests run the command textrnn."""

import os
import subprocess
import sys
from collections.abc import Callable

from tools.pipeline import ROOT

Run = Callable[..., tuple[int, str, str]]


def process(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", "from textrnn.cli.app import main; main()", *command]
    return subprocess.run(
        words, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def refused(ended: tuple[int, str, str]) -> str:
    status, out, message = ended
    assert status == 2
    assert out == ""
    return message
