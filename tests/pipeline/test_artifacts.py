"""A model by its name and version, from a second clone, as DVC and GTO hand it out."""

import json
from pathlib import Path

import pytest

from tests.pipeline_copy import PipelineCopy


def test_a_second_clone_gets_a_tagged_model(pipeline: PipelineCopy, tmp_path: Path) -> None:
    copy = pipeline.copy_to(tmp_path / "first")
    copy.dvc("remote", "add", "--default", "store", str(tmp_path / "store"))
    copy.commit()
    copy.dvc("push", "publish@classification", "publish@generation")
    for name in ("classifier", "generator"):
        copy.run("git", "tag", "--annotate", f"{name}@v1.0.0", "--message", "first")
    other = PipelineCopy(tmp_path / "other")
    other.folder.mkdir()
    for name, task in (("classifier", "classification"), ("generator", "generation")):
        words = ["--rev", "v1.0.0"] if name == "classifier" else []  # Without it, the latest.
        other.dvc("artifacts", "get", f"file://{copy.folder}", name, *words, "--out", name)
        for part in ("model.safetensors", "config.json", "tokenizer.json", "README.md"):
            made = copy.folder / "data/models" / task / part
            assert (other.folder / name / part).read_bytes() == made.read_bytes()
    printed = other.run("textrnn", "classify", "--model", "classifier", "--json", "gold")
    assert json.loads(printed)["label"] in {"grain", "metal"}


@pytest.mark.slow
def test_data_that_dvc_tracks_comes_with_the_clone(pipeline: PipelineCopy, tmp_path: Path) -> None:
    first = pipeline.copy_to(tmp_path / "first")
    letters = first.folder / "data/custom/letters.csv"
    letters.parent.mkdir()
    letters.write_text("text,label\n" + "".join(f"word {number},{'ab'[number % 2]}\n" for number in range(40)))
    first.dvc("remote", "add", "--default", "store", str(tmp_path / "store"))
    first.dvc("add", "data/custom/letters.csv")
    first.run("textrnn", "use", "data/custom/letters.csv", "--minutes", "0.1")
    first.commit()
    assert "data/custom/letters.csv.dvc" in first.run("git", "ls-files", "data")
    first.dvc("push", "data/custom/letters.csv.dvc")
    second = PipelineCopy(tmp_path / "second")
    first.run("git", "clone", "--quiet", ".", str(second.folder))
    with pytest.raises(AssertionError, match=r"dvc pull data/custom/letters\.csv\.dvc brings it"):
        second.run("dvc", "repro", "fetch@classification")
    second.dvc("pull", "data/custom/letters.csv.dvc")
    second.dvc("repro", "fetch@classification")
    assert (second.folder / "data/raw/classification.jsonl").read_text().count('"source":"custom"') == 40
