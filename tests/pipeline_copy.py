"""A copy of this project with a tiny corpus, in a real git and DVC repository."""

import copy
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.imports import ROOT
from tools.tiny import PARAMS, write_corpora


class PipelineCopy:
    """A copy of this project with a tiny corpus."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        for name in listed.stdout.splitlines():
            if (ROOT / name).is_file() and not name.startswith(("metrics", "plots", "samples", "dvc.lock", "tests")):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        shutil.copy(PARAMS, folder / "params.yaml")
        write_corpora(folder / "data/raw")
        self.run("git", "init", "--quiet", "--initial-branch=main")
        self.dvc("commit", "--force", "fetch")

    def run(self, *command: str) -> str:
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@b",
            "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@b",
        }
        environment.pop("DVC_ROOT", None)
        found = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    def dvc(self, *words: str) -> str:
        return self.run(sys.executable, "-m", "dvc", *words)

    def commit(self) -> None:
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "--message", "state")

    def results(self) -> dict[str, bytes]:
        """Everything that git keeps of a run."""
        folders = [self.folder / name for name in ("metrics", "plots", "samples")]
        files = [
            self.folder / "dvc.lock",
            *(path for folder in folders for path in folder.rglob("*") if path.is_file()),
        ]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in files}

    def stages_to_run(self) -> set[str]:
        """Names of the stages whose own dependencies changed."""
        status = json.loads(self.dvc("status", "--json"))
        changed = {}
        for name, entries in status.items():
            reasons = {path for entry in entries if isinstance(entry, dict) for path in entry.get("changed deps", {})}
            changed[name] = reasons
        return {name for name, reasons in changed.items() if reasons}


def in_folder(pipeline: PipelineCopy, folder: Path) -> PipelineCopy:
    """The commands of a pipeline, in a copy of it."""
    moved = copy.copy(pipeline)
    moved.folder = folder
    return moved
