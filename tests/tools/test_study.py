"""Studies: many trainings, a line for each."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline_copy import PipelineCopy
from textrnn.errors import InputError
from textrnn.files import read_json, read_rows
from textrnn.params.editing import set_params
from textrnn.params.yaml_file import read_yaml
from tools.pipeline import ROOT
from tools.recipe import overrides, written
from tools.scores import network_scores
from tools.studies import (
    STUDIES,
    digest,
    planned,
    read_results,
    read_study,
    refuse_mistakes,
    results_by_row,
    scored,
)
from tools.study_run import curve_of

STUDY = """\
classification:
  seeds: [1]
  splits: [valid, test]
  rows:
    as it is: {}
    wider:
      train.hidden_size: 6
generation:
  seeds: [1]
  splits: [valid, test]
  rows:
    as it is: {}
"""


def with_study(pipeline: PipelineCopy, folder: Path, study: str = STUDY) -> PipelineCopy:
    """A copy of the tiny pipeline, with a study."""
    copy = pipeline.copy_to(folder)
    (copy.folder / "studies/tiny.yaml").write_text(study)
    return copy


Lines = list[dict[str, Any]]
COSTS = {"classification": {"cpu_seconds"}, "generation": {"cpu_seconds", "dynamic_eval_cpu_seconds"}}


def study(lab: PipelineCopy) -> Lines:
    """Run it; all of its lines, but for the seconds."""
    lab.run(sys.executable, "-m", "tools.study", "tiny")
    runs = read_results(lab.folder / "studies/tiny.jsonl")
    for run in runs:
        costs = {name: run[name] for name in run if name.endswith("cpu_seconds")}
        assert costs.keys() == COSTS[run["task"]]
        assert min(costs.values()) > 0
        assert len(run["curve"]) == len(read_rows(lab.folder / f"plots/{run['task']}/learning_curve.csv"))
        run.update(dict.fromkeys(costs, 0), curve=[])
    return runs


@pytest.fixture(scope="module")
def lines(pipeline: PipelineCopy, tmp_path_factory: pytest.TempPathFactory) -> tuple[PipelineCopy, Lines]:
    """A copy in which the study has run, its first row after the others, and its lines."""
    copy = with_study(pipeline, tmp_path_factory.mktemp("study") / "lab", STUDY.replace("    as it is: {}\n", "", 1))
    before = study(copy)
    (copy.folder / "studies/tiny.yaml").write_text(STUDY)
    *kept, _ = after = study(copy)
    assert kept == before
    return copy, after


def of_splits(scores: dict[str, Any]) -> dict[str, Any]:
    """The scores on valid and test."""
    return {split: scores[split] for split in ("valid", "test")}


@pytest.mark.slow
def test_a_study_adds_what_is_not_there_yet(lines: tuple[PipelineCopy, Lines], tmp_path: Path) -> None:
    lab, (wider, generation, classification) = lines[0].copy_to(tmp_path / "lab"), lines[1]
    classifier, generator = (read_json(lab.folder / f"metrics/{task}/scores.json") for task in COSTS)
    for way in ("network", "network_alone"):
        assert classification["scores"][way] == of_splits(classifier[way])
    assert classification["scores"]["baselines"] == classifier["baselines"]
    assert classification["scores"]["comparisons"] == classifier["comparisons"]
    assert wider["row"] == "wider"
    assert wider["scores"]["network"]["test"]["loss"] != classifier["network_alone"]["test"]["loss"]
    for way in ("network", "zero_state", "dynamic_eval"):
        assert generation["scores"][way] == of_splits(generator[way])
    results = lab.folder / "studies/tiny.jsonl"
    before = results.read_bytes()
    assert study(lab) == lines[1]
    assert results.read_bytes() == before
    # What its row changes is another thing now, and nothing of test may be kept.
    study_file = lab.folder / "studies/tiny.yaml"
    study_file.write_text(STUDY.replace("6", "5").replace("[valid, test]", "[valid]", 1))
    *_, other = study(lab)
    assert (other["row"], other["params"] != wider["params"]) == ("wider", True)
    assert "test" not in json.dumps(other)
    assert not other["scores"].keys() & {"comparisons"}


@pytest.mark.slow
def test_lines_are_kept_where_a_change_changes_no_score(lines: tuple[PipelineCopy, Lines], tmp_path: Path) -> None:
    lab, made = lines[0].copy_to(tmp_path / "lab"), lines[1]
    set_params(
        lab.folder / "params.yaml", {"classification.publish.language": "de", "generation.evaluate.batch_size": 8}
    )
    lab.run(sys.executable, "-m", "tools.study", "--keep", "HEAD", "tiny")
    kept = study(lab)
    assert [run["params"] == before["params"] for run, before in zip(kept, made, strict=True)] == [True, False, True]
    assert [run | {"params": ""} for run in kept] == [run | {"params": ""} for run in made]


def test_a_run_is_known_by_all_that_changes_its_scores() -> None:
    params = {"numerics": "portable", "text": {"train": {"seed": 1}, "sample": {"seed": 1}}}
    known = digest(scored(params, "text"))
    assert digest(scored(params | {"text": {"train": {"seed": 1}, "sample": {"seed": 2}}}, "text")) == known
    assert digest(scored(params | {"text": {"train": {"seed": 2}, "sample": {"seed": 1}}}, "text")) != known
    assert digest(scored(params | {"numerics": "fast"}, "text")) != known


def test_the_committed_studies_have_the_committed_scores() -> None:
    for task, rows in results_by_row(STUDIES / "corpora.yaml").items():
        advice = f"the default of {task} is another now: `make study-corpora`, then `make readme`"
        default = next(iter(read_study(STUDIES / "corpora.yaml")[task].rows))
        assert rows[default], advice
        scores = read_json(ROOT / f"metrics/{task}/scores.json")
        for way, values in network_scores(rows[default][0]["scores"], ["valid", "test"]).items():
            assert values == of_splits(scores[way]), advice


def test_studies_that_are_compared_differ_in_one_value() -> None:
    corpora, languages, directions, ngrams = (
        read_study(STUDIES / f"{name}.yaml")["classification"].rows
        for name in ("corpora", "languages", "directions", "ngrams")
    )
    for name, changes in directions.items():
        assert changes == corpora[name] | {"train.bidirectional": False}
    for name, changes in ngrams.items():
        before = (corpora | languages)[name]
        count = 0 if before.get("train.character_ngram_vectors") else 131_072
        assert changes == before | {"train.character_ngram_vectors": count}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("train.hidden_size", "train.hiden_size", "classification, wider:\n"),
        ("train.hidden_size", "train.hiden_size", "did you mean hidden_size?"),
        (
            "hidden_size: 6",
            "hidden_size: none",
            "hidden_size is the text 'none' (units of a layer, in each direction); it should be a number",
        ),
        ("train.hidden_size", "trian.hidden_size", "has no section classification.trian"),
        ("classification:", "clasification:", "has no section clasification.train"),
        ("[valid, test]", "[tset]", "splits"),
        ("seeds: [1]", "seeds: [1, -1]", "seeds.1 is -1"),
        (STUDY, "", "should have a section for each task"),
    ],
)
def test_a_mistake_in_a_study_is_told(old: str, new: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(STUDY.replace(old, new))
    with pytest.raises(InputError) as error:
        refuse_mistakes(read_study(path))
    assert message in str(error.value)
    assert "/params.yaml" not in str(error.value)  # The copy that was checked is of no use to a reader.


def test_a_study_with_a_mistake_does_not_run(pipeline: PipelineCopy, tmp_path: Path) -> None:
    lab = with_study(pipeline, tmp_path / "lab", STUDY.replace("train.hidden_size", "train.hiden_size"))
    run = subprocess.run(
        [sys.executable, "-m", "tools.study", "tiny"], cwd=lab.folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "did you mean hidden_size?" in run.stderr
    assert "Traceback" not in run.stderr
    assert not run.stdout


@pytest.mark.parametrize("path", sorted(STUDIES.glob("*.yaml")), ids=lambda path: path.stem)
def test_committed_studies_can_run(path: Path) -> None:
    study = read_study(path)
    refuse_mistakes(study)
    runs = list(planned(study))
    assert len({(run.task, run.params) for run in runs}) == len(runs) >= 3


def test_an_unknown_study_is_refused() -> None:
    with pytest.raises(InputError, match=r"slow.yaml is not there; there are: ablation, corpora"):
        read_study(ROOT / "studies/slow.yaml")


def test_a_curve_goes_by_seconds() -> None:
    scores = [(10, 3.0, 0.4), (20, 2.0, 0.5)]
    points = [{"step": f"{at}", "valid_loss": f"{loss}", "valid_accuracy": f"{right}"} for at, loss, right in scores]
    assert curve_of(points, 60.0) == [(30.0, 3.0, 0.4), (60.0, 2.0, 0.5)]


def test_the_first_row_of_the_ablation_is_the_recipe_of_the_notebooks() -> None:
    recipe = dict(entry.split("=", 1) for entry in overrides(read_yaml(ROOT / "recipes/notebooks.yaml")))
    rows = {task: next(iter(study.rows.items())) for task, study in read_study(STUDIES / "ablation.yaml").items()}
    assert {name for name, _ in rows.values()} == {"the notebooks' settings"}
    first = {f"{task}.{key}": written(value) for task, (_, changes) in rows.items() for key, value in changes.items()}
    # Without the second training, which no run of it has, and for the network alone.
    assert first == {
        name: value for name, value in recipe.items() if ".ensemble." not in name and ".refit." not in name
    }
