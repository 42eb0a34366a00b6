"""Pins that make floating-point results the same on every x86-64 CPU with AVX2 and FMA.

Left alone, numpy, oneDNN, MKL and OpenBLAS each pick the fastest kernels of the CPU at hand, and other
kernels round differently. The pins hold all of them to one instruction set and to one thread. They are read
once, when the libraries load: importing textrnn sets them, and it must come before numpy and torch.
"""

import os
import platform
import sys

THREADS = {
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
X86_KERNELS = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "MKL_CBWR": "COMPATIBLE",
    # numpy's own float64 exp, log and pow take another path with AVX-512.
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "OPENBLAS_CORETYPE": "Haswell",
}


def pins(machine: str) -> dict[str, str]:
    """Environment variables to set on a machine, named as `platform.machine()` names it."""
    return THREADS | (X86_KERNELS if machine in {"x86_64", "AMD64"} else {})


def pin() -> None:
    """Set the pins for this process and those it starts.

    Raises:
        RuntimeError: numpy or torch is loaded already and the pins are not in its environment.
    """
    wanted = pins(platform.machine())
    late = sorted({"numpy", "torch"} & sys.modules.keys())
    if late and any(os.environ.get(name) != value for name, value in wanted.items()):
        raise RuntimeError(
            f"{' and '.join(late)} loaded before textrnn, so its numerics can no longer be pinned: import textrnn first"
        )
    os.environ.update(wanted)


pin()
