"""Where a report comes from: the hashes of what it was made of, and the versions of what made it.

Nothing in it depends on when and where it was made. The commit is not named, as the report is a part of it; nor is the
time that training took, which differs from run to run.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from textrnn.errors import reading
from textrnn.files import dvc_hash
from textrnn.model.layout import SUMS, WEIGHTS
from textrnn.report.tables import Table, make_table

# Those that compute something, or write it.
LIBRARIES = ("torch", "numpy", "scipy", "scikit-learn", "tokenizers", "safetensors", "pyppmd", "matplotlib", "jinja2")
PIN = re.compile(r"([A-Za-z0-9._-]+)==([^\s;]+)")


@dataclass(frozen=True)
class OriginPart:
    """The part of the page about where it comes from."""

    inputs: Table
    weights: str  # SHA-256
    libraries: Table


def origin_part(inputs: list[Path], model: Path, lock: Path) -> OriginPart:
    """That part: the hashes of inputs as dvc.lock has them, and of the published weights; versions of the lock.

    Raises:
        InputError: a file is damaged.
    """
    hashes = [(str(path), dvc_hash(path)) for path in inputs]
    with reading(lock):
        pins = {name.lower(): version for name, version in PIN.findall(lock.read_text(encoding="utf-8"))}
        versions = [(name, pins[name]) for name in LIBRARIES]
    return OriginPart(
        make_table("Inputs", ("path", "MD5, as in dvc.lock"), hashes, text_columns=(1,)),
        weights_sum(model / SUMS),
        make_table("Libraries, as requirements.lock pins them", ("library", "version"), versions),
    )


def weights_sum(path: Path) -> str:
    """The SHA-256 of the published weights."""
    with reading(path):
        (digest,) = [
            line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if line.endswith(WEIGHTS)
        ]
    return digest
