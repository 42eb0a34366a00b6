"""The whole road, at a tiny size, in a real git and DVC repository."""

import json
import re
import shutil
import sys

import pytest

from tests.imports import ROOT
from tests.road import Road
from textrnn.params_writing import set_params


def test_one_command_makes_everything_git_keeps(road: Road) -> None:
    assert sorted(road.results()) == [
        "dvc.lock",
        "metrics/classification.json",
        "metrics/generation.json",
        "metrics/generation_adapted.json",
        "plots/classification/data/classes.svg",
        "plots/classification/data/lengths.svg",
        "plots/classification/data/vocabulary_coverage.svg",
        "plots/classification/data_report.md",
        "plots/classification/learning_curve.csv",
        "plots/classification/pictures/class_scores.svg",
        "plots/classification/pictures/confusion_matrix.svg",
        "plots/classification/pictures/learning_curve.svg",
        "plots/generation/data/lengths.svg",
        "plots/generation/data/vocabulary_coverage.svg",
        "plots/generation/data/works.svg",
        "plots/generation/data_report.md",
        "plots/generation/learning_curve.csv",
        "plots/generation/pictures/learning_curve.svg",
        "plots/generation/pictures/loss_by_position.svg",
        "samples/generation.txt",
    ]
    metrics = json.loads((road.folder / "metrics/classification.json").read_text())
    data = metrics["data"]
    assert {name: data[name]["documents"] for name in ("train", "valid", "test")} == {
        "train": 37,
        "valid": 4,
        "test": 82,
    }
    assert (data["classes"], data["test_texts_seen_in_training"]) == (2, 1)
    assert (
        metrics["baseline"]["tfidf_svm"]["test"]["accuracy"] > metrics["baseline"]["majority_class"]["test"]["accuracy"]
    )
    metrics = json.loads((road.folder / "metrics/generation.json").read_text())
    assert metrics["test"]["bits_per_character"] > metrics["baseline"]["ppmd"]["test"]["bits_per_character"] > 0
    assert metrics["test"]["cold"]["perplexity"] > 1
    adapted = json.loads((road.folder / "metrics/generation_adapted.json").read_text())
    assert adapted["adapted"]["test"]["loss"] < metrics["test"]["loss"]


def test_a_second_run_does_nothing(road: Road) -> None:
    before = road.results()
    assert "Running stage" not in road.dvc("repro")
    assert road.results() == before
    assert road.run("git", "status", "--porcelain") == ""


def test_a_rebuild_gives_the_same_bytes(road: Road) -> None:
    before = road.results()
    assert road.dvc("repro", "--force", "split", "--downstream").count("Running stage") == 24
    assert road.results() == before
    assert road.run("git", "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("param", "value", "expected"),
    [
        ("generation.sample.temperature", 0.5, {"sample"}),
        ("generation.train.learning_rate", 0.001, {"train@generation"}),
        ("classification.tokenize.lowercase", False, {"tokenize@classification"}),
        ("generation.window.stride", 2, {"window"}),
    ],
)
def test_a_parameter_reruns_its_own_stage(road: Road, param: str, value: object, expected: set[str]) -> None:
    set_params(road.folder / "params.yaml", {param: value})
    try:
        assert road.stages_to_run() == expected
    finally:
        road.run("git", "checkout", "--quiet", "params.yaml")


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("textrnn/generation/sampling.py", {"sample"}),
        (
            "textrnn/charts.py",
            {f"{stage}@{task}" for stage in ("describe", "evaluate") for task in ("classification", "generation")},
        ),
        ("textrnn/classification/network.py", {f"{stage}@classification" for stage in ("train", "refit", "evaluate")}),
        ("stages/generation/train.py", {"train@generation"}),
        (
            "textrnn/training.py",
            {f"{stage}@{task}" for stage in ("train", "refit") for task in ("classification", "generation")},
        ),
    ],
)
def test_a_module_reruns_the_stages_that_import_it(road: Road, module: str, expected: set[str]) -> None:
    with (road.folder / module).open("a") as file:
        file.write("\n# changed\n")
    try:
        assert road.stages_to_run() == expected
    finally:
        road.run("git", "checkout", "--quiet", module)


def test_the_readme_shows_how_to_use_a_model(road: Road) -> None:
    (snippet,) = re.findall("```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    printed = road.run(sys.executable, "-c", snippet)
    assert printed in {"grain\n", "metal\n"}


def test_an_experiment_is_compared(road: Road) -> None:
    road.dvc("exp", "run", "--quiet", "--name", "wider", "-S", "generation.train.hidden_size=6")
    assert road.run("git", "diff", "--numstat", "params.yaml") == "1\t1\tparams.yaml\n"
    metrics = json.loads(road.dvc("metrics", "diff", "--json"))
    assert metrics["metrics/generation.json"]["test.loss"]["diff"] != 0
    assert "metrics/classification.json" not in metrics
    params = json.loads(road.dvc("params", "diff", "--json"))
    assert params == {"params.yaml": {"generation.train.hidden_size": {"old": 4, "new": 6, "diff": 2}}}
    road.dvc("plots", "diff", "--out", "page")
    page = (road.folder / "page/index.html").read_text()
    assert all(word in page for word in ("Learning curve, generation", "confusion_matrix.svg", "workspace"))
    shutil.rmtree(road.folder / "page")
    road.run("git", "reset", "--hard", "--quiet")
    assert "Running stage" not in road.dvc("repro")
