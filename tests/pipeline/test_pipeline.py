"""The whole pipeline, at a tiny size, in a real git and DVC repository."""

import re
import sys

import pytest

from tests.pipeline_copy import PipelineCopy
from textrnn.data.records import SPLITS
from textrnn.files import read_json
from textrnn.params.editing import set_params
from tools.pipeline import ROOT

TASKS = ("classification", "generation")


def test_git_keeps_the_results_of_all_stages(pipeline: PipelineCopy) -> None:
    assert sorted(pipeline.results()) == [
        "dvc.lock",
        "metrics/classification.json",
        "metrics/classification/data.json",
        "metrics/classification/reliability.json",
        "metrics/classification/scores.json",
        "metrics/generation.json",
        "metrics/generation/copying.json",
        "metrics/generation/data.json",
        "metrics/generation/scores.json",
        "plots/classification/data_report.md",
        "plots/classification/learning_curve.csv",
        "plots/classification/pictures/class_scores.svg",
        "plots/classification/pictures/classes.svg",
        "plots/classification/pictures/confusion_matrix.svg",
        "plots/classification/pictures/learning_curve.svg",
        "plots/classification/pictures/lengths.svg",
        "plots/classification/pictures/vocabulary_coverage.svg",
        "plots/classification/reliability/accuracy_by_length.svg",
        "plots/classification/reliability/reliability.svg",
        "plots/classification/reliability/risk_coverage.svg",
        "plots/generation/data_report.md",
        "plots/generation/learning_curve.csv",
        "plots/generation/pictures/learning_curve.svg",
        "plots/generation/pictures/lengths.svg",
        "plots/generation/pictures/loss_by_position.svg",
        "plots/generation/pictures/texts.svg",
        "plots/generation/pictures/vocabulary_coverage.svg",
        "reports/classification.html",
        "reports/generation.html",
        "samples/generation.txt",
    ]


def test_it_counts_and_scores_what_there_is(pipeline: PipelineCopy) -> None:
    data = read_json(pipeline.folder / "metrics/classification/data.json")
    assert {name: data[name]["documents"] for name in SPLITS} == {"train": 37, "valid": 4, "test": 82}
    assert (data["classes"], data["test_texts_seen_in_training"]) == (2, 1)
    baselines = read_json(pipeline.folder / "metrics/classification/scores.json")["baselines"]
    assert baselines["word_svm"]["test"]["accuracy"] > baselines["majority_class"]["test"]["accuracy"]
    scores = read_json(pipeline.folder / "metrics/generation/scores.json")
    network = scores["network"]["test"]
    assert network["bits_per_character"] > scores["baselines"]["ppmd"]["test"]["bits_per_character"] > 0
    assert scores["zero_state"]["test"]["perplexity"] > 1
    assert scores["dynamic_eval"]["test"]["loss"] < network["loss"]


def test_a_second_run_does_nothing(pipeline: PipelineCopy) -> None:
    before = pipeline.results()
    assert "Running stage" not in pipeline.run("dvc", "repro")
    assert pipeline.results() == before
    assert pipeline.run("git", "status", "--porcelain") == ""


@pytest.mark.slow
def test_dvc_makes_the_same_bytes(pipeline: PipelineCopy) -> None:
    # One process has run all stages of this copy; none may depend on what they share in it.
    before = pipeline.results()
    assert pipeline.run("dvc", "repro", "--force", "split", "--downstream").count("Running stage") == 36
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
            {"reliability", *(f"{stage}@{task}" for stage in ("draw", "report") for task in TASKS)},
        ),
        (
            "textrnn/classification/network.py",
            {"errors", *(f"{stage}@classification" for stage in ("train", "refit", "evaluate"))},
        ),
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
