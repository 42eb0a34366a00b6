"""A copy of this project with a tiny corpus, in a real git and DVC repository."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.imports import ROOT
from textrnn.records import Record, write_records

TINY = {
    "classification.tokenize.min_count": 1,
    "classification.train.embedding_size": 4,
    "classification.train.hidden_size": 4,
    "classification.train.epochs": 2,
    "generation.split.every": 3,
    "generation.tokenize.vocabulary_size": 300,
    "generation.window.length": 4,
    "generation.window.stride": 4,
    "generation.train.embedding_size": 4,
    "generation.train.hidden_size": 4,
    "generation.train.batch_size": 4,
    "generation.sample.length": 5,
}
WORDS = {"metal": "gold silver mine ore price", "grain": "wheat corn crop price tonnes"}


def set_params(path: Path, values: dict[str, Any]) -> None:
    yaml = YAML()
    params = yaml.load(path)
    for name, value in values.items():
        *sections, key = name.split(".")
        section = params
        for word in sections:
            section = section[word]
        section[key] = value
    yaml.dump(params, path)


class Road:
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
        set_params(folder / "params.yaml", TINY)
        self.write_corpora()
        self.run("git", "init", "--quiet", "--initial-branch=main")
        self.dvc("commit", "--force", "fetch")

    def write_corpora(self) -> None:
        """What fetch would bring."""
        (self.folder / "data/raw").mkdir()
        documents = [
            Record(f"{words} {words.split()[number % 5]} {number}", label, f"tiny-{'test' if number % 3 else 'train'}")
            for number in range(60)
            for label, words in WORDS.items()
        ]
        odd = [
            Record("", "metal", "tiny-train"),
            Record("unheard of", "grain", "tiny-test"),
            Record("", "grain", "tiny-test"),
        ]
        write_records(self.folder / "data/raw/classification.jsonl", documents + odd)
        plays = [Record(f"# Play {number}\n\nTo be, or not.\n" * 5, None, str(number)) for number in range(6)]
        write_records(self.folder / "data/raw/generation.jsonl", plays)

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
