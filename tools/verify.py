"""Prove that what is committed is what the code produces: `make verify`, and without training `make verify-fast`."""

import argparse
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from textrnn.numerics import promise
from textrnn.params.yaml_file import read_yaml
from textrnn.temporary import temporary_folder
from tools.consistency import DVC, Lock, hashes, printed_by, verify_fast
from tools.pipeline import ROOT, environment_outside_dvc, sort_stages

NOT_CONSISTENT = "dvc.lock does not fit the files here:"
NOT_REBUILT = "The committed results are not what the code produces:"
RESULTS = ("dvc.lock", "metrics", "plots", "reports", "samples")


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
    with temporary_folder() as parent:
        folder = parent / "textrnn"
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
        print(NOT_CONSISTENT if words.fast else NOT_REBUILT, *problems, sep="\n  ", file=sys.stderr)
        sys.exit(1)
    if words.fast:
        print("dvc.lock fits the committed files; whether the code still produces them, make verify tells")
    else:
        print(f"{', '.join(RESULTS)} are byte for byte what the code produces")


if __name__ == "__main__":
    main()
