"""A copy of this project with a tiny corpus, in a real git and DVC repository."""

import json
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from dvc.cli import main
from filelock import FileLock

from tools.pipeline import ROOT, commands
from tools.tiny import write_corpora, write_params

RESULTS = ("metrics", "plots", "reports", "samples")  # What git keeps of a run, beside dvc.lock.
DROPPED_VARIABLES = {"DVC_ROOT", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHONDONTWRITEBYTECODE"}
USER = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@b",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@b",
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
}


@dataclass(frozen=True)
class PipelineCopy:
    """A copy of this project, and the commands that are typed in it."""

    folder: Path

    def copy_to(self, folder: Path) -> "PipelineCopy":
        """A copy of the copy as it is now, with its data and its git and DVC repositories."""
        shutil.copytree(self.folder, folder, symlinks=True, dirs_exist_ok=True)
        return PipelineCopy(folder)

    def run(self, *command: str) -> str:
        """What a command prints."""
        done = subprocess.run(command, cwd=self.folder, env=environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def dvc(self, *words: str) -> str:
        """What DVC itself prints on a command: it runs in this process, which saves a second for its imports.

        DVC_TEST is its variable for that: it leaves sys.stdout as it is, and tells nobody what was pushed.
        """
        printed, problems = StringIO(), StringIO()
        with (
            as_command(self.folder, DVC_TEST="1"),
            warnings.catch_warnings(action="ignore"),
            redirect_stdout(printed),
            redirect_stderr(problems),
        ):
            status = main(list(words))
        assert status == 0, printed.getvalue() + problems.getvalue()
        return printed.getvalue()

    def commit(self) -> None:
        """Let git keep everything that it does not ignore."""
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "--message", "state")

    def results(self) -> dict[str, bytes]:
        """Everything that git keeps of a run."""
        files = [path for name in RESULTS for path in (self.folder / name).rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in [self.folder / "dvc.lock", *files]}

    def all_files(self) -> dict[str, bytes]:
        """Every file of a run, whether git or DVC keeps it."""
        data = [path for path in (self.folder / "data").rglob("*") if path.is_file()]
        return self.results() | {str(path.relative_to(self.folder)): path.read_bytes() for path in data}

    def stages_to_run(self) -> set[str]:
        """Names of the stages whose own dependencies changed."""
        status = json.loads(self.dvc("status", "--json"))
        return {
            name
            for name, changes in status.items()
            if any(change.get("changed deps") for change in changes if isinstance(change, dict))
        }


def environment() -> dict[str, str]:
    """The environment of a user, whose trainings have one process if a test says nothing else.

    Tests of processes start more; to the others they would be as many more imports of torch. What `make test` tells
    the programs that it starts is not theirs.
    """
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED_VARIABLES}
    return {"TEXTRNN_PROCESSES": "1"} | kept | USER


@contextmanager
def as_command(folder: Path, **changes: str) -> Iterator[None]:
    """Let this process stand in a folder as a command would that is typed there."""
    with chdir(folder), patch.dict(os.environ, environment() | changes, clear=True):
        yield


def create(folder: Path) -> PipelineCopy:
    """A copy of this project with a tiny corpus, in which no stage has run but fetch."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file() and Path(name).parts[0] not in {*RESULTS, "dvc.lock", "tests"}:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    write_params(folder / "params.yaml")
    write_corpora(folder / "data/raw")
    created = PipelineCopy(folder)
    created.run("git", "init", "--quiet", "--initial-branch=main")
    created.dvc("commit", "--force", "fetch")
    return created


def run_stages(copy: PipelineCopy) -> None:
    """Run all stages but fetch in this process, one after another, which saves each its start; let DVC know."""
    with as_command(copy.folder):
        for command in [command for command in commands().values() if command.stage != "fetch"]:
            import_module(command.module).main(command.task, **command.options)
    copy.dvc("commit", "--force")


def built_once(shared: Path) -> PipelineCopy:
    """The pipeline after its first run, committed: the first process that asks builds it, the others wait.

    `dvc repro` makes the same bytes: a slow test.
    """
    built, building = shared / "built", shared / "building"
    with FileLock(shared / "built.lock"):
        if not built.exists():
            shutil.rmtree(building, ignore_errors=True)
            created = create(building)
            run_stages(created)
            created.commit()
            building.rename(built)
    return PipelineCopy(built)
