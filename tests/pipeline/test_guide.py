"""docs/your-data.md, as a reader follows it: each command runs, in its order, in a project of its own."""

import json
import re
import shutil
import subprocess
import sys

import pytest

from tests.pipeline_copy import PipelineCopy, create
from tools.pipeline import ROOT

GUIDE = ROOT / "docs/your-data.md"

pytestmark = pytest.mark.slow


def commands(section: str) -> list[str]:
    """The commands of a story, as typed."""
    story = GUIDE.read_text(encoding="utf-8").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return [
        line[2:]
        for block in re.findall("```console\n(.*?)```", story, re.DOTALL)
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


def shown(section: str) -> list[str]:
    """The lines of output that a story shows."""
    story = GUIDE.read_text(encoding="utf-8").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return [
        line
        for block in re.findall("```console\n(.*?)```", story, re.DOTALL)
        for line in block.splitlines()
        if not line.startswith("$ ")
    ]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> PipelineCopy:
    """A clone with the committed params.yaml; a reader has a name for git."""
    made = create(tmp_path_factory.mktemp("project"))
    shutil.copy(ROOT / "params.yaml", made.folder)
    made.run("git", "config", "user.name", "a")
    made.run("git", "config", "user.email", "a@b")
    made.commit()
    return made


def follow(project: PipelineCopy, section: str) -> str:
    """Everything that the commands of a story print; the first that fails is the end of it."""
    printed = ""
    for command in commands(section):
        printed += f"\n$ {command}\n{project.run('env', '--unset=TEXTRNN_PROCESSES', 'bash', '-c', command)}"
    return printed


def test_letters_are_sorted(project: PipelineCopy) -> None:
    printed = follow(project, "Letters to be sorted")
    assert all(line in printed for line in shown("Letters to be sorted"))
    scores = json.loads((project.folder / "metrics/classification/scores.json").read_text())
    assert scores["network"]["test"]["accuracy"] == 1.0  # What the page says of both.
    assert round(scores["baselines"]["word_svm"]["test"]["accuracy"], 2) == 0.92
    data = json.loads((project.folder / "metrics/classification/data.json").read_text())
    assert data["test"]["documents"] == 83
    head = (project.folder / "data/custom/sorted.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head == "brief,thema,predicted,probability,known_words,p(Lieferung),p(Rechnung),p(Technik)"
    assert "briefe.zip is written, of commit" in printed.rpartition("git commit")[2]
    (snippet,) = re.findall("```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert project.run(sys.executable, "-c", snippet) == "Lieferung\n"
    assert "??" not in project.run("git", "status", "--porcelain")


def test_a_log_is_written_on(project: PipelineCopy) -> None:
    printed = follow(project, "A log to be written on")
    assert all(line in printed for line in shown("A log to be written on"))
    scores = json.loads((project.folder / "metrics/generation/scores.json").read_text())
    frequencies = scores["baselines"]["character_frequencies"]["test"]["bits_per_character"]
    assert scores["network"]["test"]["bits_per_character"] < frequencies / 3
    copied = json.loads((project.folder / "metrics/generation/copying.json").read_text())
    assert copied["samples"]["copied_share"] > 0.8  # What the page says, and of the test as well.
    assert copied["test"]["copied_share"] > 0.8
    assert "**December 24.** Wind" in printed.rpartition("--max-new-tokens 120")[2]
    assert "'keeper.md, part 01 of 20'" not in printed
    assert (
        subprocess.run(
            ["git", "status", "--porcelain", "data"], cwd=project.folder, capture_output=True, check=True
        ).stdout
        == b""
    )
