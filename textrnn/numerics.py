"""Numerics: which kernels compute, and so on which machines a result has the same bits.

Left alone, numpy, oneDNN, MKL and OpenBLAS each pick the fastest kernels of the CPU at hand, and other kernels round
differently. They read their settings once, when they load.

portable  one set of kernels, which every x86-64 CPU with AVX2 and FMA has: the same bits on all of them
fast      the kernels that suit this CPU best, or a GPU if there is one: the same bits on this machine only

Importing this module changes nothing. Whoever owns the process pins: a stage, as params.yaml says, a tool, the command
`textrnn`, the tests. A process that only uses a model as a library computes with what it has. docs/same-bits.md says
what each pin does.
"""

import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

KINDS = ("portable", "fast")
PINNED = "TEXTRNN_PINNED"  # The environment variable in which `pin` leaves what it has pinned.
CPU = Path("/proc/cpuinfo")
# Processes share the work, not threads: how a sum is cut into threads changes its bits, and on the small products of
# an LSTM step threads lose much time as soon as another program takes a core.
ALWAYS = {
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # Without it cuBLAS adds up in any order.
}
PORTABLE = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "MKL_CBWR": "COMPATIBLE",
    # numpy's own float64 exp, log and pow take another path with AVX-512.
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "OPENBLAS_CORETYPE": "Haswell",
}


class NumericsError(ImportError):
    """The kernels cannot be those that were asked for."""


def pinned() -> str:
    """The numerics that this process was pinned to, "unpinned" if it was not."""
    return os.environ.get(PINNED, "unpinned")


def has_kernels() -> bool:
    """Whether this CPU has what portable numerics are computed with."""
    if platform.machine() != "x86_64" or not CPU.exists():
        return False
    flags = next(
        (line.split() for line in CPU.read_text(encoding="utf-8").splitlines() if line.startswith("flags")), []
    )
    return {"avx2", "fma"} <= set(flags)


def is_portable() -> bool:
    """Whether results have the same bits on every x86-64 CPU with AVX2 and FMA."""
    return pinned() == "portable" and has_kernels()


def promise() -> str:
    """Where the same bits come out again, for the metrics file."""
    if is_portable():
        return "portable: the same bits on every x86-64 CPU with AVX2 and FMA"
    return f"{pinned()}: the same bits on this machine only"


def hardware() -> str:
    """What the bits of fast numerics depend on."""
    import torch  # noqa: PLC0415  Most stages do without it.

    lines = CPU.read_text(encoding="utf-8").splitlines() if CPU.exists() else []
    model = next((line for line in lines if line.startswith("model name")), platform.processor())
    place = device()
    gpu = torch.cuda.get_device_name(place) if place.type == "cuda" else "no GPU"
    return f"{platform.node()}, {model}, {torch.backends.cpu.get_cpu_capability()}, {gpu}"


def pins(kind: str) -> dict[str, str]:
    """Environment variables that hold the libraries to these numerics."""
    return ALWAYS | (PORTABLE if kind == "portable" and has_kernels() else {})


def pin(kind: str) -> None:
    """Pin this process, and those that it starts, to portable or fast numerics: before numpy and torch load.

    Raises:
        NumericsError: there are no such numerics, it is too late for a pin, or one is set to something else.
    """
    if kind not in KINDS:
        raise NumericsError(f"numerics are {kind!r}; they should be {' or '.join(KINDS)}")
    wanted = pins(kind)
    missing = {name: value for name, value in wanted.items() if os.environ.get(name) != value}
    refuse_late_pins(missing)
    for name in PORTABLE.keys() - wanted.keys():  # What a portable process that started this one has left.
        if os.environ.get(name) == PORTABLE[name]:
            del os.environ[name]
    for name in missing.keys() & os.environ.keys() & PORTABLE.keys():
        raise NumericsError(
            f"{name} is {os.environ[name]!r} in the environment, and {kind} numerics need {missing[name]!r}: "
            "unset it, or set numerics in params.yaml to fast"
        )
    os.environ.update(missing | {PINNED: kind})


def refuse_late_pins(missing: dict[str, str]) -> None:
    """Refuse pins that a library would not read any more.

    Raises:
        NumericsError: numpy or torch has loaded.
    """
    late = sorted({"numpy", "torch"} & sys.modules.keys())
    if late and missing:
        raise NumericsError(
            f"{' and '.join(late)} loaded too early to pin {', '.join(sorted(missing)[:2])}, …: "
            "call textrnn.numerics.pin before they are imported"
        )


def configure_torch() -> None:
    """Set what torch has no environment variable for: the owner of a process calls it once torch is imported."""
    import torch  # noqa: PLC0415  Most stages do without it.

    torch.set_flush_denormal(True)  # Gates that saturate make numbers so small that a CPU needs 100 times longer.


def device() -> "torch.device":
    """Where to compute: a GPU if numerics are fast and there is one, with PyTorch's deterministic algorithms.

    Raises:
        NumericsError: something has changed how torch computes since it was pinned.
    """
    import torch  # noqa: PLC0415  Most stages do without it.

    if torch.get_num_threads() != 1:
        raise NumericsError(f"torch computes with {torch.get_num_threads()} threads; remove torch.set_num_threads")
    if is_portable() and torch.backends.cpu.get_cpu_capability() != "AVX2":
        raise NumericsError(f"torch computes with {torch.backends.cpu.get_cpu_capability()}, pinned was AVX2")
    if pinned() != "fast" or not torch.cuda.is_available():
        return torch.device("cpu")
    torch.use_deterministic_algorithms(mode=True)
    return torch.device("cuda", torch.cuda.current_device())
