"""Experiments, recipes and a teammate's copy, at a tiny size, with the commands that people type."""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from dvc.utils.hydra import apply_overrides
from hypothesis import example, given
from hypothesis import strategies as st

from tests.pipeline_copy import PipelineCopy
from textrnn.errors import InputError
from textrnn.params.yaml_file import read_yaml
from tools import recipe
from tools.check import check
from tools.pipeline import ROOT
from tools.recipe import RECIPES, overrides, settings

CLASSIFICATION, GENERATION = "metrics/classification.json", "metrics/generation.json"
RATE = "generation.dynamic_eval.learning_rate"


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fetch fails at once."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")


@pytest.fixture(scope="module")
def lab(pipeline: PipelineCopy, tmp_path_factory: pytest.TempPathFactory) -> PipelineCopy:
    """A copy of the pipeline to experiment in, which shares data and commits with others."""
    folder = tmp_path_factory.mktemp("experiments")
    copy = pipeline.copy_to(folder / "lab")
    copy.dvc("remote", "add", "--default", "storage", str(folder / "storage"))
    copy.commit()
    copy.run("git", "clone", "--quiet", "--bare", ".", str(folder / "shared.git"))
    copy.run("git", "remote", "add", "origin", str(folder / "shared.git"))
    return copy


@pytest.fixture(scope="module")
def queued(lab: PipelineCopy) -> PipelineCopy:
    """The lab after two queued experiments. DVC's worker would hold a pipe open, so its log goes to a file."""
    lab.dvc("exp", "run", "--queue", "--name", "slower", "-S", f"{RATE}=0.5")
    lab.dvc("exp", "run", "--queue", "--name", "hotter", "-S", "generation.sample.temperature=2")
    lab.run("sh", "-c", "dvc exp run --run-all >.dvc/tmp/queue.log 2>&1 || ! cat .dvc/tmp/queue.log")
    lab.dvc("queue", "stop")
    return lab


def uncommitted(pipeline: PipelineCopy) -> str:
    """What differs from the last commit."""
    return pipeline.run("git", "status", "--porcelain")


def experiments(pipeline: PipelineCopy) -> dict[str, dict[str, Any]]:
    """Params and metrics of HEAD and of each of its experiments, as `dvc exp show` has them."""
    (head,) = (row for row in json.loads(pipeline.dvc("exp", "show", "--json")) if row["rev"] != "workspace")
    rows = {"HEAD": head["data"]} | {row["name"]: row["revs"][0]["data"] for row in head["experiments"]}
    return {
        name: {path: file["data"] for path, file in (row["params"] | row["metrics"]).items()}
        for name, row in rows.items()
    }


@pytest.mark.slow
def test_an_experiment_changes_the_workspace_and_is_listed(lab: PipelineCopy) -> None:
    before = lab.results()
    lab.dvc("exp", "run", "-S", "generation.sample.temperature=1.5")
    after, rows = lab.results(), experiments(lab).values()
    lab.run("git", "reset", "--hard", "--quiet")
    lab.dvc("checkout")
    assert {path for path in after if after[path] != before[path]} == {
        "dvc.lock",
        "metrics/generation/copying.json",
        "reports/generation.html",
        "samples/generation.txt",
    }
    assert after["samples/generation.txt"].startswith(b"temperature 1.5, ")
    (bolder,) = (row for row in rows if row["params.yaml"]["generation"]["sample"]["temperature"] == 1.5)
    assert all(bolder[path] == json.loads(after[path]) for path in (CLASSIFICATION, GENERATION))


def test_queued_experiments_leave_the_workspace_alone(queued: PipelineCopy, pipeline: PipelineCopy) -> None:
    assert (queued.all_files(), uncommitted(queued)) == (pipeline.all_files(), "")
    rows = experiments(queued)
    head, slower, hotter = rows["HEAD"], rows["slower"], rows["hotter"]
    assert slower["params.yaml"]["generation"]["dynamic_eval"]["learning_rate"] == 0.5
    assert slower[GENERATION] == head[GENERATION] | {"dynamic": slower[GENERATION]["dynamic"]} != head[GENERATION]
    assert slower[CLASSIFICATION] == head[CLASSIFICATION]
    assert hotter["params.yaml"]["generation"]["sample"]["temperature"] == 2
    assert all(hotter[path] == head[path] for path in (CLASSIFICATION, GENERATION))


def test_an_experiment_is_applied_compared_and_left_again(queued: PipelineCopy, pipeline: PipelineCopy) -> None:
    rows = experiments(queued)
    old, new = (rows[name][GENERATION]["dynamic"] for name in ("HEAD", "slower"))
    queued.dvc("exp", "apply", "slower")
    assert queued.run("git", "diff", "--numstat", "HEAD", "params.yaml") == "1\t1\tparams.yaml\n"
    applied, committed = queued.all_files(), pipeline.all_files()
    assert json.loads(applied[GENERATION]) == rows["slower"][GENERATION]
    assert "data/scores/generation/dynamic_eval/scores.json" in {
        path for path in applied if applied[path] != committed[path]
    }
    metrics = json.loads(queued.dvc("metrics", "diff", "--json"))
    assert metrics == {GENERATION: {"dynamic": {"old": old, "new": new, "diff": new - old}}}
    params = json.loads(queued.dvc("params", "diff", "--json"))
    assert params == {"params.yaml": {RATE: {"old": 1.0, "new": 0.5, "diff": -0.5}}}
    queued.dvc("plots", "diff", "--out", "page")
    page = (queued.folder / "page/index.html").read_text()
    assert all(word in page for word in ("Learning curve, generation", "confusion_matrix.svg", "workspace"))
    shutil.rmtree(queued.folder / "page")
    queued.run("git", "reset", "--hard", "--quiet")
    queued.dvc("checkout")
    assert queued.all_files() == committed
    assert "Running stage" not in queued.run("dvc", "repro")


def test_a_recipe_records_its_experiment_beside_a_branch_of_its_name(
    queued: PipelineCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe, "ROOT", queued.folder)
    monkeypatch.setattr(recipe, "RECIPES", tmp_path)
    queued.run("git", "branch", "slower")
    recipe.record("slower")
    queued.run("git", "branch", "--delete", "slower")
    recorded = json.loads((tmp_path / "slower.json").read_text())["generation"]
    dynamic = experiments(queued)["slower"][GENERATION]["dynamic"]
    assert recorded["dynamic_eval"]["test"]["bits_per_character"] == dynamic


def test_an_experiment_becomes_a_branch(queued: PipelineCopy) -> None:
    queued.dvc("exp", "branch", "slower", "better")
    params = json.loads(queued.dvc("params", "diff", "HEAD", "better", "--json"))
    assert params == {"params.yaml": {RATE: {"old": 1.0, "new": 0.5, "diff": -0.5}}}


@pytest.mark.slow
def test_a_teammate_pulls_what_was_pushed_and_an_experiment(
    queued: PipelineCopy, pipeline: PipelineCopy, tmp_path: Path
) -> None:
    queued.dvc("push")
    queued.run(
        "git", "clone", "--quiet", queued.run("git", "remote", "get-url", "origin").strip(), str(tmp_path / "theirs")
    )
    theirs = PipelineCopy(tmp_path / "theirs")
    assert not (theirs.folder / "data/raw/generation.jsonl").exists()
    theirs.dvc("pull")
    assert "Running stage" not in theirs.run("dvc", "repro")
    assert (theirs.all_files(), uncommitted(theirs)) == (pipeline.all_files(), "")
    queued.dvc("exp", "push", "origin", "slower")
    theirs.dvc("exp", "pull", "origin", "slower")
    theirs.dvc("exp", "apply", "slower")
    mine = queued.copy_to(tmp_path / "mine")
    mine.dvc("exp", "apply", "slower")
    assert theirs.all_files() == mine.all_files() != pipeline.all_files()


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_recipe_changes_known_values_to_allowed_ones(path: Path, tmp_path: Path) -> None:
    committed, changes = (set(overrides(read_yaml(file))) for file in (ROOT / "params.yaml", path))
    assert changes
    params = Path(shutil.copy(ROOT / "params.yaml", tmp_path))
    apply_overrides(params, sorted(changes))
    assert check(params) == []
    assert set(overrides(read_yaml(params))) - committed == changes - committed


@example("\\\n")
@given(st.text(alphabet="\\'\"\n\tnab,[]{}=: é", max_size=6))
def test_any_text_comes_through_an_override(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        params = Path(folder) / "params.yaml"
        params.write_text("text: old\nlist: [old]\n", encoding="utf-8")
        apply_overrides(params, list(overrides({"text": text, "list": [text, text]})))
        assert read_yaml(params) == {"text": text, "list": [text, text]}


@pytest.mark.slow
def test_a_recipe_runs_in_a_copy(lab: PipelineCopy, pipeline: PipelineCopy) -> None:
    # No network learns by it: with one that does, the recipe quick, CI runs the real pipeline.
    path = lab.folder / "recipes/simpler.yaml"
    path.write_text("generation: {baseline: {order: 2}}\n")
    lab.run(sys.executable, "-m", "tools.recipe", "simpler")
    printed = lab.run(sys.executable, "-m", "tools.recipe", "simpler")  # Again: the first one's name is taken.
    assert "Running stage 'fetch" not in printed
    changes = set(overrides(read_yaml(path)))
    path.unlink()
    assert (lab.all_files(), uncommitted(lab)) == (pipeline.all_files(), "")
    rows = experiments(lab)
    head, simpler = rows["HEAD"], rows["simpler"]
    assert changes <= set(overrides(simpler["params.yaml"]))
    assert simpler[GENERATION]["baseline"] != head[GENERATION]["baseline"]
    assert simpler[CLASSIFICATION] == head[CLASSIFICATION]


def test_an_unknown_recipe_is_refused() -> None:
    with pytest.raises(InputError, match=r"^no recipe is named slow; there are: .*\bquick\b"):
        settings("slow")
