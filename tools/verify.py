"""Prove that what is committed is what the code produces: `make verify`, and without training `make verify-fast`."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from textrnn.numerics import promise
from textrnn.params.yaml_file import read_yaml
from tools.pipeline import ROOT, environment_outside_dvc, sort_stages

RESULTS = ("dvc.lock", "metrics", "plots", "samples")
DVC = [sys.executable, "-m", "dvc"]
ABSENT = {"deleted", "not in cache"}  # What dvc status says of data that a clone does not have.
Lock = dict[str, dict[str, Any]]


def rebuild(folder: Path) -> tuple[Lock, Lock]:
    """Clone the last commit, and run all of its stages with nothing made before: dvc.lock before and after."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    committed = read_yaml(folder / "dvc.lock")["stages"]
    subprocess.run([*DVC, "repro", "--force"], cwd=folder, env=environment_outside_dvc(), check=True)
    return committed, read_yaml(folder / "dvc.lock")["stages"]


def changed_results(folder: Path) -> list[str]:
    """The committed results that came out otherwise, as git shows them."""
    command = ["git", "status", "--porcelain", "--untracked-files=all", "--", *RESULTS]
    return printed_by(command, folder).splitlines()


def hashes(entries: list[dict[str, Any]]) -> dict[str, str]:
    """The hash of each path of a stage's deps or outs."""
    return {entry["path"]: entry["md5"] for entry in entries}


def first_difference(committed: Lock, rebuilt: Lock) -> str:
    """The first stage of the pipeline whose outputs differ, or else the first that has read something else."""
    outputs = (name for name in sort_stages(rebuilt) if outs_of(committed, name) != outs_of(rebuilt, name))
    entries = (name for name in sort_stages(rebuilt) if committed.get(name) != rebuilt[name])
    return next(outputs, "") or next(entries, "")


def outs_of(lock: Lock, name: str) -> dict[str, str]:
    """The hash of each output of a stage, none if there is no such stage."""
    return hashes(lock[name]["outs"]) if name in lock else {}


def likely_cause(committed: dict[str, Any], rebuilt: dict[str, Any]) -> str:
    """Why a stage made something else than before: code, params, data, versions or numerics."""
    before, after = hashes(committed.get("deps", [])), hashes(rebuilt.get("deps", []))
    other = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    code = [path for path in other if path.endswith(".py")]
    if code:
        return f"code: {', '.join(code)} changed after dvc.lock was written; commit what dvc repro makes"
    if committed.get("params") != rebuilt.get("params") or committed["cmd"] != rebuilt["cmd"]:
        return "params: params.yaml or dvc.yaml changed after dvc.lock was written; commit what dvc repro makes"
    if other:
        return f"data: {', '.join(other)}"
    if versions := other_versions():
        return f"versions: {', '.join(versions)}; install requirements.lock"
    return f"numerics ({promise()}): make portable compares this CPU with others; or the code is not deterministic"


def other_versions() -> list[str]:
    """Packages that are not installed as requirements.lock has them."""
    others = []
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        package = Requirement(line)
        wanted = str(package.specifier).removeprefix("==")
        try:
            installed = version(package.name).partition("+")[0]
        except PackageNotFoundError:
            installed = "missing"
        if installed != wanted and (package.marker is None or package.marker.evaluate()):
            others.append(f"{package.name} {installed} instead of {wanted}")
    return others


def verify() -> list[str]:
    """Rebuild everything in a temporary clone; what differs, where first, and why."""
    with tempfile.TemporaryDirectory(prefix="textrnn-verify-") as name:
        folder = Path(name) / "textrnn"
        committed, rebuilt = rebuild(folder)
        changed = changed_results(folder)
        if not changed:
            return []
        diff = ["git", "--no-pager", "diff", "--stat", "--", *RESULTS]
        print(printed_by(diff, folder))
    problems = [f"differs: {line}" for line in changed]
    if stage := first_difference(committed, rebuilt):
        cause = likely_cause(committed.get(stage, {"cmd": ""}), rebuilt[stage])
        problems.append(f"first at stage {stage}, probably because of {cause}")
    return problems


def verify_fast() -> list[str]:
    """What contradicts dvc.lock among the files that git has, without data and without training."""
    lock = read_yaml(ROOT / "dvc.lock")["stages"]
    status = json.loads(printed_by([*DVC, "status", "--json"], ROOT))
    tracked = [Path(line) for line in printed_by(["git", "ls-files"], ROOT).splitlines()]
    return [
        *contradictions(status, {str(path) for file in tracked for path in (file, *file.parents)}),
        *broken_chains(lock),
    ]


def printed_by(command: list[str], folder: Path) -> str:
    """What a command prints in a folder."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


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


def main() -> None:
    """Exit with 1 if anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tools.verify", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="only see whether dvc.lock fits the committed files")
    words = parser.parse_args()
    try:
        problems = verify_fast() if words.fast else verify()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(error.cmd)} failed: nothing could be compared")
    except KeyboardInterrupt:
        sys.exit("stopped: nothing was compared")
    if problems:
        print("The committed results are not what the code produces:", *problems, sep="\n  ", file=sys.stderr)
        sys.exit(1)
    if words.fast:
        print("dvc.lock fits the committed files; whether the code still produces them, make verify tells")
    else:
        print(f"{', '.join(RESULTS)} are byte for byte what the code produces")


if __name__ == "__main__":
    main()
