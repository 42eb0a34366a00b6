"""Checkpoints: from where a stopped training continues, to the very same weights.

They lie outside of what DVC knows, in .checkpoints of the project's folder, each named for everything that the
weights depend on: params, inputs, code, versions, numerics. A run that finds one with its name has taken those steps
before.
"""

import hashlib
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from torch import Tensor

from textrnn.files import replacing, sha256
from textrnn.numerics import hardware, is_portable, promise
from textrnn.params.section import Section

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("DVC_ROOT", ".")) / ".checkpoints"
KEPT = 5  # Older ones of other runs are removed.
SHARE = 0.02  # of the time that writing may take


def run_key(params: Section, inputs: Iterable[Path]) -> str:
    """A name for all that the weights of a run depend on; the number of processes is not part of it."""
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    code = [
        path
        for path in {Path(file) for file in files if file}
        if any(path.is_relative_to(ROOT / name) for name in ("stages", "textrnn"))
    ]
    read = [path for given in inputs for path in ([given] if given.is_file() else given.rglob("*")) if path.is_file()]
    dependencies = [params.model_dump_json(), torch.__version__, np.__version__, sys.version, promise()]
    dependencies += [] if is_portable() else [hardware()]  # Another machine would continue with other bits.
    digests = [sha256(path) for path in sorted(code) + sorted(read)]
    return hashlib.sha256("\n".join(dependencies + digests).encode()).hexdigest()[:32]


class Checkpoint:
    """The checkpoint of one run: a SHA-256 of its key and of what follows, then tensors as safetensors."""

    def __init__(self, name: str, key: str) -> None:
        self.path = FOLDER / f"{name}-{key}"
        self.key = key
        self.seconds = float(os.environ.get("TEXTRNN_CHECKPOINT_SECONDS", "30"))
        self.written = time.monotonic()
        self.cost = 0.0

    def is_due(self) -> bool:
        """Whether it is time to write: now and then, and never for more than 2 % of the time."""
        return time.monotonic() - self.written >= max(self.seconds, self.cost / SHARE)

    def digest(self, data: bytes) -> bytes:
        """What tells a whole file of this run from others."""
        return hashlib.sha256(self.key.encode() + data).digest()

    def write(self, tensors: dict[str, Tensor]) -> None:
        """Replace the checkpoint; if that cannot be done, say so, and training continues."""
        began = time.monotonic()
        data = safetensors.torch.save(tensors)
        try:
            with replacing(self.path) as beside:
                beside.write_bytes(self.digest(data) + data)
            remove_old(self.path)
        except OSError as error:
            print(f"no checkpoint: {error.strerror or error}; training continues", file=sys.stderr)
        finally:
            self.written = time.monotonic()
            self.cost = self.written - began

    def read(self) -> bytes:
        """The tensors as safetensors, nothing if there is no checkpoint. One that is not whole is set aside."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return b""
        if data[:32] == self.digest(data[32:]):
            return data[32:]
        aside = self.path.rename(self.path.with_name(f"{self.path.name}.damaged"))
        print(f"{aside} is no whole checkpoint of this run: training starts from the beginning", file=sys.stderr)
        return b""

    def remove(self) -> None:
        """Remove it, as the run is over and what it made is written."""
        self.path.unlink(missing_ok=True)


def remove_old(newest: Path) -> None:
    """Remove all checkpoints but the latest ones, also those of other tasks and runs.

    The one just written stays, whatever the clock says: it may have been set back.
    """
    others = []
    for path in FOLDER.iterdir():
        with suppress(FileNotFoundError):  # Another run may have removed it, or be writing it.
            if path != newest and not path.name.endswith(".part"):
                others.append((path.stat().st_mtime, path))
    for _, path in sorted(others)[: 1 - KEPT]:
        path.unlink(missing_ok=True)
