"""README.md and docs/experiments.md, as a reader follows them: each command runs, in its order, in a tiny copy.

A command in which there is an … is completed by the reader, and left out here. Of the output that a page shows, each
line appears in its order, whatever its numbers are, unless it is an … itself or nothing but a rule.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.pipeline_copy import PipelineCopy, environment
from textrnn.params.yaml_file import read_yaml
from tools.pipeline import ROOT

PAGES = ["README.md", "docs/experiments.md"]
VENV = Path(sys.prefix)
# What a reader types, and what stands for it in a copy whose environment and networks are there already.
INSTEAD = {
    "python3 -m venv .venv && source .venv/bin/activate": "source .venv/bin/activate",
    "make install ": "make --dry-run install ",
    "make repro ": "make --dry-run repro ",
    "dvc repro report@": "dvc repro --dry report@",  # tests/pipeline/test_guide.py trains on these letters.
}


@dataclass
class Step:
    """A command of a page, and the lines that it shows below it."""

    command: str
    shown: list[str] = field(default_factory=list)


def steps(page: str) -> list[Step]:
    """The commands in the console blocks of a page that a reader types as they are."""
    made: list[Step] = []
    for block in re.findall("^```console\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            if line.startswith("$ "):
                made.append(Step(line[2:]))
            else:
                made[-1].shown.append(line)
    return [step for step in made if "…" not in step.command]


def steps_of_page(name: str) -> list[Step]:
    """Those of a page of this project."""
    return steps((ROOT / name).read_text(encoding="utf-8"))


def test_files_that_pages_name_are_outputs_of_stages() -> None:
    outputs = [out["path"] for stage in read_yaml(ROOT / "dvc.lock")["stages"].values() for out in stage["outs"]]
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for named in re.findall(r"(?<![\w./-])data/(?!custom\b)[\w./-]*[\w]", page.read_text(encoding="utf-8")):
            assert any(f"{named}/".startswith(f"{out}/") or f"{out}/".startswith(f"{named}/") for out in outputs), (
                f"{page.name} names {named}"
            )


def words(text: str) -> str:
    """A text with one sign for any number or commit, and one space for any gap or rule."""
    return re.sub(r"[\s─├└]+", " ", re.sub(r"\b[0-9a-f]{7}\b|-?\b\d[\d.e-]*|(?<!\S)-(?!\S)", "#", text)).strip()


@dataclass
class Reader:
    """Someone who types commands, first in a clone."""

    folder: Path
    home: Path

    def type(self, command: str) -> str:
        """Everything that a command prints; the folder that it changes to stays."""
        done = subprocess.run(
            ["bash", "-c", f"{{ {command}\n}} && pwd > {self.home}/folder"],
            cwd=self.folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"$ {command}\n{done.stdout}"
        self.folder = Path((self.home / "folder").read_text().strip())
        return done.stdout

    def follow(self, step: Step) -> None:
        """Type a command, and look for what the page shows."""
        command = step.command
        for typed, here in INSTEAD.items():
            command = command.replace(typed, here)
        if re.match(r"dvc [^&~$]*$", command) and not step.shown:  # A start of DVC less.
            PipelineCopy(self.folder).dvc(*shlex.split(command, comments=True)[1:])
            return
        printed, place = words(self.type(command)), 0
        for line in filter(None, map(words, step.shown)):
            if line != "…":
                assert line in printed[place:], f"$ {command}\n{line!r} is not next in\n{printed[place:]}"
                place = printed.index(line, place) + len(line)


@pytest.fixture(scope="module")
def reader(pipeline: PipelineCopy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader in a copy of the pipeline that has an origin and an environment."""
    home = tmp_path_factory.mktemp("reader")
    clone = pipeline.copy_to(home / "textrnn")
    (clone.folder / ".venv").mkdir()
    for path in VENV.iterdir():
        (clone.folder / ".venv" / path.name).symlink_to(path)
    (clone.folder / ".venv/installed").unlink(missing_ok=True)
    (clone.folder / ".venv/installed").touch()
    clone.run("git", "clone", "--quiet", "--bare", ".", "../origin.git")
    clone.run("git", "remote", "add", "origin", "../origin.git")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        yield Reader(clone.folder, home)


@pytest.mark.parametrize("typed", INSTEAD)
def test_what_stands_for_a_command_is_needed(typed: str) -> None:
    assert any(typed in step.command for name in PAGES for step in steps_of_page(name))


@pytest.mark.slow
def test_the_readme_works_as_typed(reader: Reader) -> None:
    for step in steps_of_page("README.md"):
        reader.follow(step)
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    (snippet,) = re.findall("^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert reader.type(f"python -c {shlex.quote(snippet)}").strip() in {"grain", "metal"}


@pytest.mark.slow
def test_the_page_on_experiments_works_as_typed(reader: Reader) -> None:
    for step in steps_of_page("docs/experiments.md"):
        reader.follow(step)
