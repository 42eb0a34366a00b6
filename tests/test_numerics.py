import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from textrnn import numerics
from tools.pipeline import ROOT

X86 = pytest.mark.skipif(not numerics.has_kernels(), reason="the kernels are those of an x86-64 CPU with AVX2")


PIN = "from textrnn import numerics; numerics.pin('portable'); "
SHOW = "import torch; print(torch.get_num_threads(), torch.backends.cpu.get_cpu_capability())"


def run(words: list[str], folder: Path = ROOT, **changes: str) -> subprocess.CompletedProcess[str]:
    """What a Python prints that no one has pinned."""
    pins = {*numerics.ALWAYS, *numerics.PORTABLE, numerics.PINNED}
    environment = {name: value for name, value in os.environ.items() if name not in pins} | changes
    environment["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def python(code: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return run(["-c", code], ROOT, **changes)


@X86
def test_a_process_computes_as_it_was_pinned() -> None:
    assert python(PIN + SHOW).stdout == "1 AVX2\n"


@X86
def test_every_library_says_that_it_is_pinned() -> None:
    lstm = "from textrnn.nn.layers import make_lstm; import torch; make_lstm(2, 2, 'pytorch')(torch.zeros(1, 2, 2))"
    assert "isa:Intel AVX2" in python(PIN + lstm, ONEDNN_VERBOSE="1").stdout
    # It is this name that oneDNN reads, also where the CPU has nothing beyond AVX2 to be held back from.
    lower = "import os; os.environ |= {'ONEDNN_MAX_CPU_ISA': 'SSE41'}; "
    assert "isa:Intel SSE4.1" in python(PIN + lower + lstm, ONEDNN_VERBOSE="1").stdout
    product = "import torch; torch.ones(9, 9) @ torch.ones(9, 9)"
    assert "CNR:COMPATIBLE" in python(PIN + product, MKL_VERBOSE="1").stdout
    blas = "import numpy, threadpoolctl; print(threadpoolctl.threadpool_info()[0]['architecture'])"
    assert python(PIN + blas).stdout == "Haswell\n"
    disabled = python(PIN + "import numpy; numpy.show_runtime()").stdout
    assert disabled
    assert "AVX512" not in disabled.partition("not_found")[0]


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_too_late_is_refused(library: str) -> None:
    result = python(f"import {library}; {PIN}")
    assert f"{library} loaded too early to pin" in result.stderr.splitlines()[-1].replace("numpy and torch", library)
    assert result.returncode != 0


@X86
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MKL_CBWR", "AVX2", "MKL_CBWR is 'AVX2' in the environment, and portable numerics need 'COMPATIBLE': unset"),
        ("ONEDNN_MAX_CPU_ISA", "AVX", "ONEDNN_MAX_CPU_ISA is 'AVX' in the environment"),
    ],
)
def test_a_stage_refuses_another_setting_in_one_line(name: str, value: str, message: str) -> None:
    result = run(["-m", "stages.pad"], ROOT, **{name: value})
    assert result.returncode == 2
    assert result.stderr.startswith(message)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(("numerics", "answer"), [("portable", "AVX2"), ("fast", "fast")])
def test_a_stage_is_pinned_as_params_say(numerics: str, answer: str, tmp_path: Path) -> None:
    stage = tmp_path / "stages"
    stage.mkdir()
    for name in ("__init__.py", "command_line.py"):
        shutil.copy(ROOT / "stages" / name, stage)
    code = "from textrnn.numerics import pinned; import torch; print(pinned(), torch.backends.cpu.get_cpu_capability())"
    (stage / "show.py").write_text(code, encoding="utf-8")
    (tmp_path / "params.yaml").write_text(f"numerics: {numerics}\n", encoding="utf-8")
    assert answer in run(["-m", "stages.show"], tmp_path).stdout.split()


def test_a_stage_refuses_numerics_that_there_are_not(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text("task: {}\nnumerics: quick\n", encoding="utf-8")
    result = run(["-m", "stages.pad"], tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith("params.yaml, line 2: numerics is 'quick'")


def test_importing_stages_pins_nothing() -> None:
    code = "import os; before = dict(os.environ); import stages.pad; print(os.environ == before)"
    assert python(code).stdout == "True\n"


def test_numbers_of_threads_from_outside_are_overruled() -> None:
    assert python(PIN + SHOW, OMP_NUM_THREADS="7", MKL_NUM_THREADS="7").stdout.startswith("1 ")


def test_threads_set_later_are_noticed() -> None:
    result = python(PIN + "from textrnn.numerics import device; import torch; torch.set_num_threads(2); device()")
    assert "torch computes with 2 threads; remove torch.set_num_threads" in result.stderr.splitlines()[-1]


def test_fast_leaves_the_kernels_to_the_libraries() -> None:
    show = (
        "import os; from textrnn import numerics as n; n.pin('fast'); "
        "print(sorted(n.PORTABLE.keys() & os.environ), n.promise())"
    )
    assert python(show).stdout == "[] fast: the same bits on this machine only\n"
    # A process that a portable one started has its environment.
    assert python(show, **numerics.PORTABLE).stdout.startswith("[] fast")


def test_who_has_not_pinned_is_promised_nothing() -> None:
    show = "from textrnn.numerics import is_portable, promise; print(is_portable(), promise())"
    assert python(show).stdout == "False unpinned: the same bits on this machine only\n"


@pytest.mark.parametrize("flags", ["fpu sse2 avx", "fpu avx2", None])
def test_a_cpu_without_the_kernels_is_left_alone(
    flags: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if flags:
        (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\n", encoding="utf-8")
    monkeypatch.setattr(numerics, "CPU", tmp_path / "cpuinfo")
    assert numerics.pins("portable") == numerics.ALWAYS
    assert numerics.promise() == "portable: the same bits on this machine only"


def test_another_architecture_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert numerics.pins("portable") == numerics.ALWAYS
