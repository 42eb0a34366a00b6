"""A model as one file: a ZIP with the same bytes each time, that says where the model comes from."""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textrnn.classifier import Classifier
from textrnn.errors import InputError
from textrnn.files import replacing
from textrnn.generator import Generator
from textrnn.model.layout import CARD, CONFIG, TOKENIZER, WEIGHTS
from textrnn.model.reading import ORIGIN, read_any_config, read_part

LOADERS: dict[str, Callable[[Path], object]] = {"classifier": Classifier.load, "generator": Generator.load}
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # Of ZIP: files get no other date.
READABLE = 0o644 << 16


def pack(model: Path, target: Path) -> dict[str, str]:
    """Write a model's files into a ZIP, and return its origin, which is part of it where it is known.

    Raises:
        InputError: it is no model, or no folder of one, or the file cannot lie there.
    """
    if not model.is_dir():
        raise InputError(f"{model} is no folder of a model: dvc repro makes one")
    if target.is_dir():
        raise InputError(f"{target} is a folder: name a file, such as {target.name}.zip")
    if target.suffix.lower() != ".zip":
        raise InputError(f"{target} should end in .zip, as that is what it will be")
    if target.resolve().is_relative_to(model.resolve()):
        raise InputError(f"{target} would lie within the model: name a file outside of it")
    LOADERS[read_any_config(model)["kind"]](model)  # Whoever gets it could not use what is refused here.
    found = {name: read_part(model, name) for name in (CONFIG, TOKENIZER, WEIGHTS)}
    if (model / CARD).is_file():
        found[CARD] = read_part(model, CARD)
    origin = origin_of(model)
    if origin:
        found[ORIGIN] = (json.dumps(origin, indent=2, sort_keys=True) + "\n").encode()
    with replacing(target) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(found):
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.external_attr, entry.create_system = READABLE, 3
            archive.writestr(entry, found[name])
    return origin


def origin_of(model: Path) -> dict[str, str]:
    """The commit and the hash of dvc.lock that a model is of; nothing where it is not what they say."""
    root = said(["git", "rev-parse", "--show-toplevel"], model)
    lock = Path(root.strip()) / "dvc.lock" if root else None
    if lock is None or not lock.is_file() or not is_as_committed(model, lock):
        return {}
    commit = said(["git", "rev-parse", "HEAD"], model).strip()
    return {"commit": commit, "dvc_lock_sha256": hashlib.sha256(lock.read_bytes()).hexdigest()}


def is_as_committed(model: Path, lock: Path) -> bool:
    """Whether the model is what dvc.lock says, and dvc.lock what the last commit has."""
    name = f"{model.resolve().relative_to(lock.parent).as_posix()}/"
    status = said([sys.executable, "-m", "dvc", "data", "status", "--json", "--unchanged"], lock.parent)
    try:
        found: dict[str, Any] = json.loads(status)
    except ValueError:
        return False
    changed = said(["git", "status", "--porcelain", "--", lock.name], lock.parent)
    return name in found.get("unchanged", []) and not changed


def said(command: list[str], folder: Path) -> str:
    """What a command prints; nothing where it fails."""
    try:
        found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return found.stdout if found.returncode == 0 else ""
