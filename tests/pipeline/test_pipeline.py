"""The whole pipeline, at a tiny size, in a real git and DVC repository."""

import json
import re
import shutil
import sys

import pytest

from tests.pipeline_copy import PipelineCopy
from textrnn.params.editing import set_params
from tools.pipeline import ROOT


def test_one_command_makes_everything_git_keeps(pipeline: PipelineCopy) -> None:
    assert sorted(pipeline.results()) == [
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
    metrics = json.loads((pipeline.folder / "metrics/classification.json").read_text())
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
    metrics = json.loads((pipeline.folder / "metrics/generation.json").read_text())
    assert metrics["test"]["bits_per_character"] > metrics["baseline"]["ppmd"]["test"]["bits_per_character"] > 0
    assert metrics["test"]["cold"]["perplexity"] > 1
    adapted = json.loads((pipeline.folder / "metrics/generation_adapted.json").read_text())
    assert adapted["adapted"]["test"]["loss"] < metrics["test"]["loss"]


def test_a_second_run_does_nothing(pipeline: PipelineCopy) -> None:
    before = pipeline.results()
    assert "Running stage" not in pipeline.dvc("repro")
    assert pipeline.results() == before
    assert pipeline.run("git", "status", "--porcelain") == ""


def test_a_rebuild_gives_the_same_bytes(pipeline: PipelineCopy) -> None:
    before = pipeline.results()
    assert pipeline.dvc("repro", "--force", "split", "--downstream").count("Running stage") == 24
    assert pipeline.results() == before
    assert pipeline.run("git", "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("param", "value", "expected"),
    [
        ("generation.sample.temperature", 0.5, {"sample"}),
        ("generation.train.learning_rate", 0.001, {"train@generation"}),
        ("classification.tokenize.lowercase", False, {"tokenize@classification"}),
        ("generation.window.stride", 2, {"window"}),
    ],
)
def test_a_parameter_reruns_its_own_stage(
    pipeline: PipelineCopy, param: str, value: object, expected: set[str]
) -> None:
    set_params(pipeline.folder / "params.yaml", {param: value})
    try:
        assert pipeline.stages_to_run() == expected
    finally:
        pipeline.run("git", "checkout", "--quiet", "params.yaml")


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("textrnn/generation/sampling.py", {"sample"}),
        (
            "textrnn/report/charts.py",
            {f"{stage}@{task}" for stage in ("describe", "evaluate") for task in ("classification", "generation")},
        ),
        ("textrnn/classification/network.py", {f"{stage}@classification" for stage in ("train", "refit", "evaluate")}),
        ("stages/generation/train.py", {"train@generation"}),
        (
            "textrnn/training/trainer.py",
            {f"{stage}@{task}" for stage in ("train", "refit") for task in ("classification", "generation")},
        ),
    ],
)
def test_a_module_reruns_the_stages_that_import_it(pipeline: PipelineCopy, module: str, expected: set[str]) -> None:
    with (pipeline.folder / module).open("a") as file:
        file.write("\n# changed\n")
    try:
        assert pipeline.stages_to_run() == expected
    finally:
        pipeline.run("git", "checkout", "--quiet", module)


def test_the_readme_shows_how_to_use_a_model(pipeline: PipelineCopy) -> None:
    (snippet,) = re.findall("```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    printed = pipeline.run(sys.executable, "-c", snippet)
    assert printed in {"grain\n", "metal\n"}


def test_an_experiment_is_compared(pipeline: PipelineCopy) -> None:
    pipeline.dvc("exp", "run", "--quiet", "--name", "wider", "-S", "generation.train.hidden_size=6")
    assert pipeline.run("git", "diff", "--numstat", "params.yaml") == "1\t1\tparams.yaml\n"
    metrics = json.loads(pipeline.dvc("metrics", "diff", "--json"))
    assert metrics["metrics/generation.json"]["test.loss"]["diff"] != 0
    assert "metrics/classification.json" not in metrics
    params = json.loads(pipeline.dvc("params", "diff", "--json"))
    assert params == {"params.yaml": {"generation.train.hidden_size": {"old": 4, "new": 6, "diff": 2}}}
    pipeline.dvc("plots", "diff", "--out", "page")
    page = (pipeline.folder / "page/index.html").read_text()
    assert all(word in page for word in ("Learning curve, generation", "confusion_matrix.svg", "workspace"))
    shutil.rmtree(pipeline.folder / "page")
    pipeline.run("git", "reset", "--hard", "--quiet")
    assert "Running stage" not in pipeline.dvc("repro")
