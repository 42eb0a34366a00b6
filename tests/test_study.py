"""Studies: many trainings, a line for each; and the tables that they fill."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.road import Road, in_folder
from textrnn.errors import InputError
from tools.pipeline import ROOT
from tools.results import parts, spread
from tools.study import STUDIES, planned, read_study

STUDY = """\
classification:
  seeds: [1]
  splits: [valid, test]
  rows:
    as it is: {}
    wider:
      train.hidden_size: 6
"""


def run(classification: bool, seed: int, row: str = "one") -> dict[str, Any]:
    """A made-up line of a study."""
    svm = {"test": {"accuracy": 0.95, "macro_f1": 0.9}, "valid": {"accuracy": 0.94, "macro_f1": 0.89}}
    scores: dict[str, Any] = {
        split: {"accuracy": 0.9 + seed / 100, "macro_f1": 0.8, "bits_per_character": 2 - seed / 10}
        for split in ("valid", "test")
    }
    bits = {split: {"bits_per_character": 1.8} for split in ("valid", "test")}
    known = {"tfidf_svm": svm, "majority_class": svm, "compared": {"tfidf_svm": {"p_value": seed / 10}}}
    compressors = {"ppmd": bits, "character_frequencies": bits}
    metrics = {"classification": scores | known} if classification else {"generation": scores | compressors}
    adapted = {} if classification else {"generation_adapted": bits}
    task = "classification" if classification else "generation"
    return {"task": task, "row": row, "seed": seed, "cpu_seconds": 60 + seed, "metrics": metrics | adapted}


def test_a_study_adds_what_is_not_there_yet(road: Road, tmp_path: Path) -> None:
    lab = in_folder(road, shutil.copytree(road.folder, tmp_path / "lab"))
    (lab.folder / "studies/tiny.yaml").write_text(STUDY)
    results = lab.folder / "studies/tiny.jsonl"
    printed = lab.run(sys.executable, "-m", "tools.study", "tiny")
    assert "classification, as it is, seed 1\n" in printed
    first, second = map(json.loads, results.read_text().splitlines())
    metrics = json.loads((road.folder / "metrics/classification.json").read_text())
    assert first["metrics"]["classification"]["test"] == metrics["test"]
    assert first["metrics"]["classification"]["tfidf_svm"]["test"] == metrics["baseline"]["tfidf_svm"]["test"]
    assert second["row"] == "wider"
    assert second["metrics"]["classification"]["test"]["loss"] != metrics["test"]["loss"]
    results.write_text(json.dumps(second) + "\n")
    lab.run(sys.executable, "-m", "tools.study", "tiny")
    assert list(map(json.loads, results.read_text().splitlines())) == [
        second,
        first | {"cpu_seconds": second_of(results)},
    ]
    before = results.read_bytes()
    lab.run(sys.executable, "-m", "tools.study", "tiny")
    assert results.read_bytes() == before


def second_of(results: Path) -> int:
    """The time of the last line, which no two runs share."""
    return int(json.loads(results.read_text().splitlines()[-1])["cpu_seconds"])


@pytest.mark.parametrize("path", sorted(STUDIES.glob("*.yaml")), ids=lambda path: path.stem)
def test_committed_studies_are_whole(path: Path) -> None:
    assert len({tuple(run.model_dump().values()) for run in planned(read_study(path))}) >= 3


def test_an_unknown_study_is_refused() -> None:
    with pytest.raises(InputError, match=r"slow.yaml is not there; there are: ablation, corpora"):
        read_study(ROOT / "studies/slow.yaml")


def test_tables_have_the_mean_and_the_range_of_the_seeds(tmp_path: Path) -> None:
    lines = [json.dumps(run(classification, seed)) for seed in (1, 2, 3) for classification in (True, False)]
    for name in ("corpora", "ablation"):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
    found = parts(tmp_path)
    assert "| one | 95.00 | 95.00 | 92.00 (91.00 to 93.00) | 90.00 | 80.00 (80.00 to 80.00) |" in found["corpora"]
    assert "| 0.10, 0.20, 0.30 | 62 |" in found["corpora"]
    assert "| **LSTMs**, as trained | 1.800 (1.700 to 1.900) |" in found["plays"]
    assert "| one | 1.800 (1.700 to 1.900) | 1.800 (1.800 to 1.800) | 3 | 62 |" in found["ablation of the generator"]
    assert spread([0.25, 0.75], 1) == "0.5 (0.2 to 0.8)"
