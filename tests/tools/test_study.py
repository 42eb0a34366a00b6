"""Studies: many trainings, a line for each; and the tables that they fill."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline_copy import PipelineCopy, in_folder
from textrnn.errors import InputError
from textrnn.files import read_json, read_rows
from textrnn.params.editing import set_params
from textrnn.params.yaml_file import read_yaml
from textrnn.report.charts import DARK, LIGHT
from tools.pipeline import ROOT, scores_by_split
from tools.readme.curves import PICTURES, bits_by_seconds, draw_pictures, draw_scores_by_seconds, errors_by_seconds
from tools.readme.results import median_seconds, parts, spread
from tools.recipe import overrides, written
from tools.studies import (
    STUDIES,
    Run,
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
SEEDS = """\
classification:
  seeds: [1, 2, 3]
  splits: [valid]
  rows:
    one: {}
    one, bag of n-grams: {train.layers: 0}
generation:
  seeds: [1, 2, 3]
  splits: [valid]
  rows:
    one: {}
"""


@pytest.fixture
def lab(pipeline: PipelineCopy, tmp_path: Path) -> PipelineCopy:
    """A copy of the tiny pipeline, with a study."""
    found = in_folder(pipeline, shutil.copytree(pipeline.folder, tmp_path / "lab"))
    (found.folder / "studies/tiny.yaml").write_text(STUDY)
    return found


def study(lab: PipelineCopy) -> list[dict[str, Any]]:
    """Run it; all of its lines, but for the seconds."""
    lab.run(sys.executable, "-m", "tools.study", "tiny")
    found = read_results(lab.folder / "studies/tiny.jsonl")
    for run in found:
        costs = {name: run[name] for name in run if name.endswith("cpu_seconds")}
        assert (
            costs.keys()
            == {"classification": {"cpu_seconds"}, "generation": {"cpu_seconds", "adapt_cpu_seconds"}}[run["task"]]
        )
        assert min(costs.values()) > 0
        assert len(run["curve"]) == len(read_rows(lab.folder / f"plots/{run['task']}/learning_curve.csv"))
        run.update(dict.fromkeys(costs, 0), curve=[])
    return found


def test_a_study_adds_what_is_not_there_yet(lab: PipelineCopy) -> None:
    first, second, third = study(lab)
    metrics = json.loads((lab.folder / "metrics/classification.json").read_text())
    assert first["metrics"]["classification"]["test"] == metrics["test"]
    assert first["metrics"]["classification"]["tfidf_svm"]["test"] == metrics["baseline"]["tfidf_svm"]["test"]
    assert second["row"] == "wider"
    assert second["metrics"]["classification"]["test"]["loss"] != metrics["test"]["loss"]
    adapted = json.loads((lab.folder / "metrics/generation_adapted.json").read_text())["adapted"]
    assert third["metrics"]["generation_adapted"] == {split: adapted[split] for split in ("valid", "test")}
    results = lab.folder / "studies/tiny.jsonl"
    results.write_text("".join(results.read_text().splitlines(keepends=True)[1:]))
    assert study(lab) == [second, third, first]
    before = results.read_bytes()
    assert study(lab) == [second, third, first]
    assert results.read_bytes() == before
    # What its row changes is another thing now, and nothing of test may be kept.
    study_file = lab.folder / "studies/tiny.yaml"
    study_file.write_text(STUDY.replace("6", "5").replace("[valid, test]", "[valid]", 1))
    *_, other = study(lab)
    assert (other["row"], other["params"] != second["params"]) == ("wider", True)
    assert "test" not in json.dumps(other)


def test_lines_are_kept_where_a_change_changes_no_score(lab: PipelineCopy) -> None:
    made = study(lab)
    set_params(lab.folder / "params.yaml", {"classification.describe.share": 0.5, "generation.sample.seed": 7})
    lab.run(sys.executable, "-m", "tools.study", "tiny", "--keep")
    kept = study(lab)
    assert [run["params"] == before["params"] for run, before in zip(kept, made, strict=True)] == [False, False, True]
    assert [run | {"params": ""} for run in kept] == [run | {"params": ""} for run in made]


def test_seconds_are_those_of_runs_that_tell_them() -> None:
    runs = [{"cpu_seconds": 3}, {"cpu_seconds": 5, "adapt_cpu_seconds": 2}, {"cpu_seconds": 7}]
    assert [median_seconds(runs), median_seconds(runs, "adapt_cpu_seconds"), median_seconds([])] == ["5", "2", ""]


def test_a_run_is_known_by_all_that_changes_its_scores() -> None:
    params = {"numerics": "portable", "text": {"train": {"seed": 1}, "sample": {"seed": 1}}}
    known = digest(scored(params, "text"))
    assert digest(scored(params | {"text": {"train": {"seed": 1}, "sample": {"seed": 2}}}, "text")) == known
    assert digest(scored(params | {"text": {"train": {"seed": 2}, "sample": {"seed": 1}}}, "text")) != known
    assert digest(scored(params | {"numerics": "fast"}, "text")) != known


def test_the_committed_studies_have_the_committed_scores() -> None:
    for task, rows in results_by_row(STUDIES / "corpora.yaml").items():
        runs = next(iter(rows.values()), [])
        for name, found in runs[0]["metrics"].items() if runs else ():
            metrics = read_json(ROOT / f"metrics/{name}.json")
            assert {split: scores_by_split(metrics)[split] for split in ("valid", "test")} == {
                split: found[split] for split in ("valid", "test")
            }, f"the default of {task} is another now: `make study-corpora`, then `make readme`"


def test_the_rows_of_one_direction_are_those_of_two_but_for_it() -> None:
    two, one = (read_study(STUDIES / f"{name}.yaml")["classification"].rows for name in ("corpora", "directions"))
    for name, changes in one.items():
        assert changes == two[name] | {"train.bidirectional": False}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("train.hidden_size", "train.hiden_size", "classification, wider:\n"),
        ("train.hidden_size", "train.hiden_size", "did you mean hidden_size?"),
        ("hidden_size: 6", "hidden_size: none", "hidden_size is the text 'none'; it should be a number"),
        ("train.hidden_size", "trian.hidden_size", "has no section classification.trian"),
        ("classification:", "clasification:", "has no section clasification.train"),
        ("[valid, test]", "[tset]", "splits"),
        ("seeds: [1]", "seeds: [1, -1]", "seeds.1 is -1"),
        (STUDY, "", "should have a section for each task"),
    ],
)
def test_a_mistake_in_a_study_is_told_before_it_runs(old: str, new: str, message: str, lab: PipelineCopy) -> None:
    (lab.folder / "studies/tiny.yaml").write_text(STUDY.replace(old, new))
    run = subprocess.run(
        [sys.executable, "-m", "tools.study", "tiny"], cwd=lab.folder, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert message in run.stderr
    assert "Traceback" not in run.stderr
    assert "/params.yaml" not in run.stderr  # The copy that was checked is of no use to a reader.
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


def line(run: Run) -> str:
    """A made-up line of a study, no number of which stands for two things."""
    lower = 0.2 if "bag" in run.row else 0.0

    def scores(accuracy: float, macro_f1: float, bits: float) -> dict[str, dict[str, float]]:
        test = {"accuracy": accuracy, "macro_f1": macro_f1, "bits_per_character": bits, "loss": 4 * bits}
        return {"test": test, "valid": {name: value - 0.1 for name, value in test.items()} | {"loss": 4 * (bits - 0.1)}}

    # The second seed is the best one, and more than as far from the first as from the third: no mean is a median.
    better = {1: 0.0, 2: 0.04, 3: 0.01}[run.seed] - lower
    labels: dict[str, Any] = {
        "majority_class": scores(0.51, 0.11, 0),
        "tfidf_logistic_regression": scores(0.92, 0.82, 0),
        "tfidf_svm": scores(0.93, 0.83, 0),
        "compared": {"tfidf_svm": {"p_value": run.seed / 10}},
    }
    metrics = {
        "classification": {"classification": scores(0.9 + better, 0.7 + better, 0) | labels},
        "generation": {
            "generation": scores(0, 0, 1.8 - better)
            | {"ppmd": scores(0, 0, 1.75), "character_frequencies": scores(0, 0, 5)},
            "generation_adapted": scores(0, 0, 1.6 - better),
        },
    }[run.task]
    seconds = {1: 60, 2: 90, 3: 61}[run.seed] - 50 * (lower > 0)
    costs = {"cpu_seconds": seconds} | ({"adapt_cpu_seconds": seconds // 2} if run.task == "generation" else {})
    found = run.model_dump() | costs | {"curve": [[30, 3.0, 0.4], [60, 2.0, 0.5]], "metrics": metrics}
    return json.dumps(found) + "\n"


@pytest.fixture
def studies(tmp_path: Path) -> Path:
    """The studies, all runs made, and some that are no longer in them."""
    for name in ("corpora", "ablation", "directions"):
        (tmp_path / f"{name}.yaml").write_text(SEEDS)
        runs = list(planned(read_study(tmp_path / f"{name}.yaml")))
        gone = [run.model_copy(update=change) for run in runs for change in ({"row": "gone"}, {"params": "of old"})]
        (tmp_path / f"{name}.jsonl").write_text("".join(map(line, [*gone, *runs])))
    return tmp_path


def test_tables_have_the_mean_and_the_range_of_the_seeds(studies: Path) -> None:
    found = parts(studies)
    assert found["corpora"].splitlines() == [
        "|  | one |",
        "| --- | --- |",
        "| largest class | 51.00 / 11.0 |",
        "| bag of words and bigrams, of fastText's kind | 71.67 (70.00 to 74.00) / 51.7 (50.0 to 54.0) |",
        "| TF-IDF + logistic regression | 92.00 / 82.0 |",
        "| TF-IDF + linear SVM | 93.00 / 83.0 |",
        "| **Embedding + LSTM** | 91.67 (90.00 to 94.00) / 71.7 (70.0 to 74.0) |",
        "| p of each seed against the SVM | 0.1, 0.2, 0.3 |",
        "| CPU seconds of the bag, both trainings | 11 |",
        "| CPU seconds of the LSTM, both trainings | 61 |",
    ]
    assert found["plays"].splitlines()[2:] == [
        "| character frequencies | 5.000 |  |",
        "| PPMd, which learns on as it reads | 1.750 |  |",
        "| **LSTMs**, as trained | 1.783 (1.760 to 1.800) | 61 (both trainings) |",
        "| **LSTMs**, which learn on as they read | 1.583 (1.560 to 1.600) | 30 (on valid and test) |",
    ]
    assert found["directions of the classifier"].splitlines()[2:4] == [
        "| one, two | 81.67 (80.00 to 84.00) | 61.67 (60.00 to 64.00) |",
        "| one, one | 81.67 (80.00 to 84.00) | 61.67 (60.00 to 64.00) |",
    ]
    assert "| one | 1.683 (1.660 to 1.700) | 1.483 (1.460 to 1.500) | 3 | 61 |" in found["ablation of the generator"]
    assert "| one | 81.67 (80.00 to 84.00) | 61.67 (60.00 to 64.00) | 3 | 61 |" in found["ablation of the classifier"]
    assert found["curves of the generator"] == "![Scores by CPU seconds](scores_by_seconds_generation.svg)"
    assert not any("gone" in table for table in found.values())
    assert spread([0.25, 0.75], 1) == "0.5 (0.2 to 0.8)"
    assert spread([0.25], 2) == "0.25"


def test_a_study_without_runs_says_so(studies: Path) -> None:
    for path in studies.glob("*.jsonl"):
        path.unlink()
    assert set(parts(studies).values()) == {"No run is made yet."}


def test_pictures_show_the_first_seed_of_each_row(studies: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    draw_pictures(studies, folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "scores_by_seconds_classification.svg",
        "scores_by_seconds_generation.svg",
    ]
    assert ">one, bag of n-grams</text>" in (folder / "scores_by_seconds_classification.svg").read_text()


def test_a_curve_goes_by_seconds_in_the_unit_of_its_task() -> None:
    scores = [(10, 3.0, 0.4), (20, 2.0, 0.5)]
    points = [{"step": f"{at}", "valid_loss": f"{loss}", "valid_accuracy": f"{right}"} for at, loss, right in scores]
    assert curve_of(points, 60.0) == [(30.0, 3.0, 0.4), (60.0, 2.0, 0.5)]
    run = json.loads(line(Run(task="generation", row="one", seed=1, params="")))
    assert errors_by_seconds(run) == [(30.0, 60.0), (60.0, 50.0)]
    assert bits_by_seconds(run) == [(30.0, 0.75), (60.0, 0.5)]  # Four nats per token were a bit.


def test_a_picture_has_a_line_for_each_row(tmp_path: Path) -> None:
    curves = {name: [(1.0, 3.0), (10.0, 2.0)] for name in ("the default, one epoch", "no dropout", "$other$")}
    for name in ("one.svg", "another.svg"):
        draw_scores_by_seconds(curves, 2.5, PICTURES["generation"], tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "another.svg").read_bytes()
    drawn = (tmp_path / "one.svg").read_text()
    assert drawn.count(f"stroke: {DARK}") > drawn.count(f"stroke: {LIGHT}") == 0  # The default stands out.
    assert all(f">{name}</text>" in drawn for name in ("the default, one epoch", "no dropout"))


def test_the_first_row_of_the_ablation_is_the_recipe_of_the_notebooks() -> None:
    recipe = dict(entry.split("=", 1) for entry in overrides(read_yaml(ROOT / "recipes/notebooks.yaml")))
    rows = {task: next(iter(study.rows.items())) for task, study in read_study(STUDIES / "ablation.yaml").items()}
    assert {name for name, _ in rows.values()} == {"the notebooks' settings"}
    first = {f"{task}.{key}": written(value) for task, (_, changes) in rows.items() for key, value in changes.items()}
    assert first == recipe
