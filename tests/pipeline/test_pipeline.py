"""The whole pipeline, at a tiny size, in a real git and DVC repository."""

import json
import re
import shutil
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.pipeline_copy import PipelineCopy, as_command
from textrnn.data.records import SPLITS
from textrnn.files import read_json, remove
from textrnn.params.editing import set_params
from tools.pipeline import ROOT, commands


def test_one_command_makes_everything_git_keeps(pipeline: PipelineCopy) -> None:
    assert sorted(pipeline.results()) == [
        "dvc.lock",
        "metrics/classification.json",
        "metrics/classification/data.json",
        "metrics/classification/scores.json",
        "metrics/generation.json",
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
        "plots/generation/data_report.md",
        "plots/generation/learning_curve.csv",
        "plots/generation/pictures/documents.svg",
        "plots/generation/pictures/learning_curve.svg",
        "plots/generation/pictures/lengths.svg",
        "plots/generation/pictures/loss_by_position.svg",
        "plots/generation/pictures/vocabulary_coverage.svg",
        "samples/generation.txt",
    ]


def test_it_counts_and_scores_what_there_is(pipeline: PipelineCopy) -> None:
    data = read_json(pipeline.folder / "metrics/classification/data.json")
    assert {name: data[name]["documents"] for name in SPLITS} == {"train": 37, "valid": 4, "test": 82}
    assert (data["classes"], data["test_texts_seen_in_training"]) == (2, 1)
    baselines = read_json(pipeline.folder / "metrics/classification/scores.json")["baselines"]
    assert baselines["tfidf_svm"]["test"]["accuracy"] > baselines["majority_class"]["test"]["accuracy"]
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


def test_another_process_makes_the_same_bytes(pipeline: PipelineCopy, tmp_path: Path) -> None:
    # This one, in which all stages share what is imported, drawn and set: none may depend on that.
    copy = pipeline.copy_to(tmp_path / "copy")
    expected = copy.all_files()
    with as_command(copy.folder):
        for command in [command for command in commands().values() if command.stage != "fetch"]:
            for path in command.outputs:
                remove(path)
            import_module(command.module).main(command.task, **command.options)
    assert copy.all_files() == expected


@pytest.mark.slow
def test_a_rebuild_gives_the_same_bytes(pipeline: PipelineCopy) -> None:
    before = pipeline.results()
    assert pipeline.run("dvc", "repro", "--force", "split", "--downstream").count("Running stage") == 28
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
        ("textrnn/report/charts.py", {"draw@classification", "draw@generation"}),
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
    param = "generation.dynamic_eval.learning_rate"
    pipeline.dvc("exp", "run", "--quiet", "--name", "slower", "-S", f"{param}=0.5")
    assert pipeline.run("git", "diff", "--numstat", "params.yaml") == "1\t1\tparams.yaml\n"
    metrics = json.loads(pipeline.dvc("metrics", "diff", "--json"))
    assert {path: scores.keys() for path, scores in metrics.items()} == {"metrics/generation.json": {"dynamic"}}
    assert metrics["metrics/generation.json"]["dynamic"]["diff"] != 0
    params = json.loads(pipeline.dvc("params", "diff", "--json"))
    assert params == {"params.yaml": {param: {"old": 1.0, "new": 0.5, "diff": -0.5}}}
    pipeline.dvc("plots", "diff", "--out", "page")
    page = (pipeline.folder / "page/index.html").read_text()
    assert all(word in page for word in ("Learning curve, generation", "confusion_matrix.svg", "workspace"))
    shutil.rmtree(pipeline.folder / "page")
    pipeline.run("git", "reset", "--hard", "--quiet")
    assert "Running stage" not in pipeline.run("dvc", "repro")
