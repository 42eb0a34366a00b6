"""Whether dvc.lock fits the files that are here, without training: `make verify-fast`."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from textrnn.files import dvc_hash
from textrnn.params.yaml_file import read_yaml
from tools.pipeline import ROOT

DVC = [sys.executable, "-m", "dvc"]
ABSENT = {"deleted", "not in cache"}  # What dvc status says of data that a clone does not have.
Lock = dict[str, dict[str, Any]]


def verify_fast() -> list[str]:
    """What contradicts dvc.lock among the files that are here."""
    lock = read_yaml(ROOT / "dvc.lock")["stages"]
    status = json.loads(printed_by([*DVC, "status", "--json"], ROOT))
    tracked = [Path(line) for line in printed_by(["git", "ls-files"], ROOT).splitlines()]
    return [
        *contradictions(status, {str(path) for file in tracked for path in (file, *file.parents)}),
        *broken_chains(lock),
        *damaged_files(lock, ROOT),
    ]


def contradictions(status: dict[str, list[Any]], tracked: set[str]) -> Iterator[str]:
    """A line for each change that dvc status reports, other than that data is not there, which git does not track."""
    for stage, changes in status.items():
        for change in changes:
            if isinstance(change, str):
                yield f"{stage}: {change}"
                continue
            for kind, paths in change.items():
                for path, what in paths.items():
                    if path in tracked or str(what) not in ABSENT:  # Of params.yaml it says which of them.
                        yield f"{stage}: {kind}: {path} {what}"


def broken_chains(lock: Lock) -> Iterator[str]:
    """A line for each stage that was run on something else than the stage before it has made."""
    made = {path: digest for entry in lock.values() for path, digest in hashes(entry["outs"]).items()}
    for stage, entry in lock.items():
        for path, digest in hashes(entry.get("deps", [])).items():
            if made.get(path, digest) != digest:
                yield f"{stage}: read another {path} than dvc.lock says was made"


def damaged_files(lock: Lock, folder: Path) -> Iterator[str]:
    """A line for each output that is there with other bytes, which DVC does not look for where size and time fit."""
    for stage, entry in lock.items():
        for path, digest in hashes(entry["outs"]).items():
            if (folder / path).exists() and dvc_hash(folder / path) != digest:
                cached = f".dvc/cache/files/md5/{digest[:2]}/{digest[2:]}"
                yield (
                    f"{stage}: {path} has other bytes than dvc.lock says: remove it, and let dvc checkout bring it; if "
                    f"that brings the same bytes, remove {cached} as well, and dvc repro --force --single-item {stage} "
                    "makes it again"
                )


def hashes(entries: list[dict[str, Any]]) -> dict[str, str]:
    """The hash of each path of a stage's deps or outs."""
    return {entry["path"]: entry["md5"] for entry in entries}


def printed_by(command: list[str], folder: Path) -> str:
    """What a command prints in a folder."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
