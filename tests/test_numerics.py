import os
import platform
import subprocess
import sys

import pytest

from tests.imports import ROOT
from textrnn.numerics import THREADS, X86_KERNELS, pins


def python(code: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in pins("x86_64")}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_importing_anything_sets_the_pins() -> None:
    found = python(
        "import textrnn.layers, torch; print(torch.get_num_threads(), torch.backends.cpu.get_cpu_capability())"
    )
    assert found.stdout.split() in (["1", "AVX2"], ["1", "DEFAULT"], ["1", "NO", "AVX"])


@pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="the kernels are those of x86")
def test_onednn_says_that_it_is_pinned() -> None:
    code = "from textrnn.layers import make_lstm; import torch; make_lstm(2, 2, 'pytorch')(torch.zeros(1, 2, 2))"
    assert "isa:Intel AVX2" in python(f"import os; os.environ['ONEDNN_VERBOSE'] = '1'; {code}").stdout
    # It is this name that oneDNN reads, also where the CPU has nothing beyond AVX2 to be held back from.
    lower = "import os, textrnn; os.environ |= {'ONEDNN_VERBOSE': '1', 'ONEDNN_MAX_CPU_ISA': 'SSE41'}"
    assert os.environ["ONEDNN_MAX_CPU_ISA"] == "AVX2"
    assert "isa:Intel SSE4.1" in python(f"{lower}; {code}").stdout


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_too_late_is_refused(library: str) -> None:
    found = python(f"import {library}, textrnn")
    assert f"{library} loaded before textrnn" in found.stderr.splitlines()[-1].replace("numpy and torch", library)
    assert found.returncode != 0


def test_kernels_are_pinned_on_x86_alone() -> None:
    assert pins("x86_64") == THREADS | X86_KERNELS
    assert pins("arm64") == THREADS
