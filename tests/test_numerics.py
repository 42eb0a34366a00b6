import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.imports import ROOT
from textrnn import numerics

X86 = pytest.mark.skipif(not numerics.has_kernels(), reason="the kernels are those of an x86-64 CPU with AVX2")


def python(code: str, **changes: str) -> subprocess.CompletedProcess[str]:
    pinned = numerics.ALWAYS | numerics.PORTABLE
    environment = {name: value for name, value in os.environ.items() if name not in pinned} | changes
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


SHOW = "import textrnn.nn.layers, torch; print(torch.get_num_threads(), torch.backends.cpu.get_cpu_capability())"


@X86
def test_importing_anything_sets_the_pins() -> None:
    assert python(SHOW).stdout == "1 AVX2\n"


@X86
def test_every_library_says_that_it_is_pinned() -> None:
    lstm = "from textrnn.nn.layers import make_lstm; import torch; make_lstm(2, 2, 'pytorch')(torch.zeros(1, 2, 2))"
    assert "isa:Intel AVX2" in python(lstm, ONEDNN_VERBOSE="1").stdout
    # It is this name that oneDNN reads, also where the CPU has nothing beyond AVX2 to be held back from.
    lower = "import os, textrnn; os.environ |= {'ONEDNN_MAX_CPU_ISA': 'SSE41'}"
    assert "isa:Intel SSE4.1" in python(f"{lower}; {lstm}", ONEDNN_VERBOSE="1").stdout
    product = "import textrnn, torch; torch.ones(9, 9) @ torch.ones(9, 9)"
    assert "CNR:COMPATIBLE" in python(product, MKL_VERBOSE="1").stdout
    blas = "import textrnn, numpy, threadpoolctl; print(threadpoolctl.threadpool_info()[0]['architecture'])"
    assert python(blas).stdout == "Haswell\n"
    disabled = python("import textrnn, numpy; numpy.show_runtime()", TEXTRNN_NUMERICS="portable").stdout
    assert "AVX512" not in disabled.partition("not_found")[0]


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_too_late_is_refused(library: str) -> None:
    found = python(f"import {library}, textrnn")
    assert f"{library} loaded before textrnn" in found.stderr.splitlines()[-1].replace("numpy and torch", library)
    assert found.returncode != 0


@X86
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MKL_CBWR", "AVX2", "MKL_CBWR is 'AVX2' in the environment, and portable numerics need 'COMPATIBLE': unset"),
        ("ONEDNN_MAX_CPU_ISA", "AVX", "ONEDNN_MAX_CPU_ISA is 'AVX' in the environment"),
        (
            "TEXTRNN_NUMERICS",
            "quick",
            "the environment variable TEXTRNN_NUMERICS is 'quick'; it should be portable or fast",
        ),
    ],
)
def test_a_stage_refuses_another_setting_in_one_line(name: str, value: str, message: str) -> None:
    found = python("import runpy; runpy.run_module('stages.pad')", **{name: value})
    assert found.returncode == 1
    assert found.stderr.startswith(f"numerics: {message}")
    assert len(found.stderr.splitlines()) == 1


def test_numbers_of_threads_from_outside_are_overruled() -> None:
    assert python(SHOW, OMP_NUM_THREADS="7", MKL_NUM_THREADS="7").stdout.startswith("1 ")


def test_threads_set_later_are_noticed() -> None:
    found = python("from textrnn.numerics import device; import torch; torch.set_num_threads(2); device()")
    assert "torch computes with 2 threads; remove torch.set_num_threads" in found.stderr.splitlines()[-1]


def test_fast_leaves_the_kernels_to_the_libraries() -> None:
    show = "import os, textrnn.numerics as n; print(sorted(n.PORTABLE.keys() & os.environ), n.promise())"
    assert python(show, TEXTRNN_NUMERICS="fast").stdout == "[] fast: the same bits on this machine only\n"
    # A process that a portable one started has its environment.
    assert python(show, TEXTRNN_NUMERICS="fast", **numerics.PORTABLE).stdout.startswith("[] fast")


@pytest.mark.parametrize("flags", ["fpu sse2 avx", "fpu avx2", None])
def test_a_cpu_without_the_kernels_is_left_alone(
    flags: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if flags:
        (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\n", encoding="utf-8")
    monkeypatch.setattr(numerics, "CPU", tmp_path / "cpuinfo")
    assert numerics.pins() == numerics.ALWAYS
    assert numerics.promise() == "portable: the same bits on this machine only"


def test_another_architecture_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert numerics.pins() == numerics.ALWAYS
