"""Studies: many trainings, a line for each; and the tables that they fill."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.road import Road, in_folder
from textrnn.errors import InputError
from textrnn.params import read_yaml
from tools.curves import draw_loss_by_seconds
from tools.pipeline import ROOT
from tools.recipe import overrides, written
from tools.results import loss_by_seconds, parts, spread
from tools.study import STUDIES, Run, planned, read_study

STUDY = """\
classification:
  seeds: [1]
  splits: [valid, test]
  rows:
    as it is: {}
    wider:
      train.hidden_size: 6
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
def lab(road: Road, tmp_path: Path) -> Road:
    """A copy of the tiny road, with a study."""
    found = in_folder(road, shutil.copytree(road.folder, tmp_path / "lab"))
    (found.folder / "studies/tiny.yaml").write_text(STUDY)
    return found


def study(lab: Road) -> list[dict[str, Any]]:
    """Run it; all of its lines."""
    lab.run(sys.executable, "-m", "tools.study", "tiny")
    lines = (lab.folder / "studies/tiny.jsonl").read_text().splitlines()
    return [json.loads(line) | {"cpu_seconds": 0} for line in lines]


def test_a_study_adds_what_is_not_there_yet(lab: Road) -> None:
    first, second = study(lab)
    metrics = json.loads((lab.folder / "metrics/classification.json").read_text())
    assert first["metrics"]["classification"]["test"] == metrics["test"]
    assert first["metrics"]["classification"]["tfidf_svm"]["test"] == metrics["baseline"]["tfidf_svm"]["test"]
    assert second["row"] == "wider"
    assert second["metrics"]["classification"]["test"]["loss"] != metrics["test"]["loss"]
    results = lab.folder / "studies/tiny.jsonl"
    results.write_text(results.read_text().splitlines(keepends=True)[1])
    assert study(lab) == [second, first]
    before = results.read_bytes()
    assert study(lab) == [second, first]
    assert results.read_bytes() == before
    # What its row changes is another thing now, and nothing of test may be kept.
    study_file = lab.folder / "studies/tiny.yaml"
    study_file.write_text(STUDY.replace("6", "5").replace("[valid, test]", "[valid]"))
    *_, other = study(lab)
    assert (other["row"], other["params"] != second["params"]) == ("wider", True)
    assert "test" not in json.dumps(other)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("train.hidden_size", "train.hiden_size", "classification, wider:\n"),
        ("train.hidden_size", "train.hiden_size", "did you mean hidden_size?"),
        ("hidden_size: 6", "hidden_size: none", "hidden_size is the text 'none'; it should be a number"),
        ("train.hidden_size", "trian.hidden_size", "has no section classification.trian"),
        ("classification:", "clasification:", "has no section clasification.train"),
        ("[valid, test]", "[tset]", "splits"),
        (STUDY, "", "should have a section for each task"),
    ],
)
def test_a_mistake_in_a_study_is_told_before_it_runs(old: str, new: str, message: str, lab: Road) -> None:
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
    runs = list(planned(read_study(path)))
    assert len({(run.task, run.params) for run in runs}) == len(runs) >= 3


def test_an_unknown_study_is_refused() -> None:
    with pytest.raises(InputError, match=r"slow.yaml is not there; there are: ablation, corpora"):
        read_study(ROOT / "studies/slow.yaml")


def line(run: Run) -> str:
    """A made-up line of a study."""
    svm = {"test": {"accuracy": 0.95, "macro_f1": 0.9}, "valid": {"accuracy": 0.94, "macro_f1": 0.89}}
    scores: dict[str, Any] = {
        split: {
            "accuracy": 0.9 + run.seed / 100 - lower,
            "macro_f1": 0.8 - lower,
            "bits_per_character": 2 - run.seed / 10 - lower,
            "loss": 4 * (2 - run.seed / 10 - lower),
        }
        for split, lower in (("valid", 0.1), ("test", 0))
    }
    bits = {split: {"bits_per_character": value} for split, value in (("valid", 1.7), ("test", 1.8))}
    known: dict[str, Any] = dict.fromkeys(("tfidf_svm", "tfidf_logistic_regression", "majority_class"), svm)
    known["compared"] = {"tfidf_svm": {"p_value": run.seed / 10}}
    metrics = {
        "classification": {"classification": scores | known},
        "generation": {
            "generation": scores | {"ppmd": bits, "character_frequencies": bits},
            "generation_adapted": bits,
        },
    }[run.task]
    found = {"cpu_seconds": 60 + run.seed, "curve": [[10, 3.0], [20, 2.0]], "metrics": metrics}
    return json.dumps(run.model_dump() | found) + "\n"


def test_tables_have_the_mean_and_the_range_of_the_seeds(tmp_path: Path) -> None:
    for name in ("corpora", "ablation"):
        (tmp_path / f"{name}.yaml").write_text(SEEDS)
        runs = list(planned(read_study(tmp_path / f"{name}.yaml")))
        gone = [run.model_copy(update=change) for run in runs for change in ({"row": "gone"}, {"params": "of old"})]
        (tmp_path / f"{name}.jsonl").write_text("".join(map(line, [*gone, *runs])))
    found = parts(tmp_path)
    assert "|  | one |\n" in found["corpora"]
    assert "| TF-IDF + linear SVM | 95.00 / 90.0 |" in found["corpora"]
    assert "| bag of words and bigrams, as fastText | 92.00 (91.00 to 93.00) / 80.0 |" in found["corpora"]
    assert "| **Embedding + LSTM** | 92.00 (91.00 to 93.00) / 80.0 |" in found["corpora"]
    assert "| p of each seed against the SVM | 0.1, 0.2, 0.3 |" in found["corpora"]
    assert "| CPU seconds of the LSTM | 62 |" in found["corpora"]
    assert "| **LSTMs**, as trained | 1.800 (1.700 to 1.900) |" in found["plays"]
    assert "| one | 1.700 (1.600 to 1.800) | 1.700 (1.700 to 1.700) | 3 | 62 |" in found["ablation of the generator"]
    assert "| one | 82.00 (81.00 to 83.00) |" in found["ablation of the classifier"]
    assert not any("gone" in table for table in found.values())
    assert spread([0.25, 0.75], 1) == "0.5 (0.2 to 0.8)"


def test_a_curve_goes_by_seconds_in_the_unit_of_its_task() -> None:
    run = json.loads(line(Run(task="generation", row="one", seed=1, params="")))
    assert loss_by_seconds(run, "classification") == [(30.5, 3.0), (61.0, 2.0)]
    assert loss_by_seconds(run, "generation") == [(30.5, 0.75), (61.0, 0.5)]  # Four nats per token were a bit.


def test_a_picture_has_a_line_for_each_row(tmp_path: Path) -> None:
    curves = {name: [(1.0, 3.0), (10.0, 2.0)] for name in ("the default, one epoch", "no dropout", "$other$")}
    for name in ("one.svg", "another.svg"):
        draw_loss_by_seconds(curves, "loss", tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "another.svg").read_bytes()
    drawn = (tmp_path / "one.svg").read_text()
    assert all(f"<!-- {name} -->" in drawn for name in ("the default, one epoch", "no dropout"))


def test_the_first_row_of_the_ablation_is_the_recipe_of_the_notebooks() -> None:
    recipe = dict(entry.split("=", 1) for entry in overrides(read_yaml(ROOT / "recipes/notebooks.yaml")))
    rows = {task: next(iter(study.rows.items())) for task, study in read_study(STUDIES / "ablation.yaml").items()}
    assert {name for name, _ in rows.values()} == {"the notebooks' settings"}
    first = {f"{task}.{key}": written(value) for task, (_, changes) in rows.items() for key, value in changes.items()}
    assert first == recipe
