"""A model as one file: a ZIP with the same bytes each time, which says where the model comes from."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textrnn.classifier import Classifier
from textrnn.errors import InputError
from textrnn.files import replacing, sha256
from textrnn.generator import Generator
from textrnn.model.config import read_any_config
from textrnn.model.layout import CARD, CARD_OF_FORMAT_1, CONFIG, TOKENIZER, WEIGHTS
from textrnn.model.reading import ORIGIN, read_file

LOADERS: dict[str, Callable[[Path], object]] = {"classifier": Classifier.load, "generator": Generator.load}
FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # That ZIP has: the date of all files.
READABLE = 0o644 << 16
UNIX = 3


def pack(model: Path, target: Path) -> dict[str, str]:
    """Write a model's files into a ZIP, and return its origin, which is part of it where it is known.

    Raises:
        InputError: it is no model, or no folder of one, or `target` is no place for it.
    """
    if not model.is_dir():
        raise InputError(f"{model} is no folder of a model: dvc repro makes one")
    refuse_target(target, model)
    LOADERS[read_any_config(model)["kind"]](model)  # Whoever gets it could not use what is refused here.
    cards = [name for name in (CARD, CARD_OF_FORMAT_1) if (model / name).is_file()]
    files = {name: read_file(model, name) for name in (CONFIG, TOKENIZER, WEIGHTS, *cards)}
    origin = origin_of(model)
    if origin:
        files[ORIGIN] = (json.dumps(origin, indent=2, sort_keys=True) + "\n").encode()
    write_archive(target, files)
    return origin


def refuse_target(target: Path, model: Path) -> None:
    """Refuse a place where no ZIP of this model can be written.

    Raises:
        InputError: always where it is refused.
    """
    if target.is_dir():
        raise InputError(f"{target} is a folder: name a file, such as {target.name}.zip")
    if target.suffix.lower() != ".zip":
        raise InputError(f"{target} should end in .zip, as that is what it will be")
    if target.resolve().is_relative_to(model.resolve()):
        raise InputError(f"{target} would lie within the model: name a file outside of it")


def write_archive(target: Path, files: dict[str, bytes]) -> None:
    """Write a ZIP that holds files by their names, uncompressed."""
    with replacing(target) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, FIRST_DATE)
            entry.external_attr, entry.create_system = READABLE, UNIX
            archive.writestr(entry, files[name])


def origin_of(model: Path) -> dict[str, str]:
    """The commit and the hash of dvc.lock that a model is of; nothing where it is not what they say."""
    root = output_of(["git", "rev-parse", "--show-toplevel"], model)
    lock = Path(root.strip()) / "dvc.lock" if root else None
    if lock is None or not lock.is_file() or not is_committed(model, lock):
        return {}
    commit = output_of(["git", "rev-parse", "HEAD"], model).strip()
    return {"commit": commit, "dvc_lock_sha256": sha256(lock)}


def is_committed(model: Path, lock: Path) -> bool:
    """Whether the model is what dvc.lock says, and dvc.lock what the last commit has."""
    name = f"{model.resolve().relative_to(lock.parent).as_posix()}/"
    output = output_of([sys.executable, "-m", "dvc", "data", "status", "--json", "--unchanged"], lock.parent)
    try:
        status: dict[str, Any] = json.loads(output)
    except ValueError:
        return False
    changed = output_of(["git", "status", "--porcelain", "--", lock.name], lock.parent)
    return name in status.get("unchanged", []) and not changed


def output_of(command: list[str], folder: Path) -> str:
    """What a command prints; nothing where it fails."""
    try:
        finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return finished.stdout if finished.returncode == 0 else ""
