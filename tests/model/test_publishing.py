"""Published models: their folder, and the card in it, as model hubs read it."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from huggingface_hub import EvalResult, ModelCard, ModelCardData, metadata_load

from stages.classification import publish as classification
from stages.generation import publish as generation
from tests.pipeline_copy import PipelineCopy
from tests.test_classifier import LABELS, write_classifier
from tests.test_generator import write_generator
from textrnn.classifier import Classifier
from textrnn.errors import InputError
from textrnn.files import write_json
from textrnn.generator import Generator
from textrnn.model.card import Publish, publish
from textrnn.report.baselines import BASELINES

ABOUT = Publish(name="Name", data="Data of 1987", language="no", license="mit", limits="Not for exams.")
SPLITS = ("valid", "test")
SCORES: dict[str, dict[str, Any]] = {
    "classification": {
        "network": {name: {"accuracy": 0.98, "macro_f1": 0.945678, "loss": 0.1} for name in ("train", *SPLITS)},
        "baselines": {"word_svm": {name: {"accuracy": 0.97, "macro_f1": 0.9} for name in SPLITS}},
        "comparisons": {"word_svm": {"only_network_right": 4, "only_baseline_right": 3, "p_value": 1.0}},
        "never_predicted": ["grain"],
        "never_predicted_on_valid": ["grain", "metal"],
        "numerics": "portable",
    },
    "generation": {
        "network": {name: {"bits_per_character": 1.787, "loss": 3.7, "perplexity": 40.25} for name in SPLITS},
        "zero_state": {name: {"bits_per_character": 1.91, "loss": 3.9, "perplexity": 51.5} for name in SPLITS},
        "dynamic_eval": {name: {"bits_per_character": 1.6, "loss": 3.3, "perplexity": 27.5} for name in SPLITS},
        "baselines": {"ppmd": {name: {"bits_per_character": 1.802} for name in SPLITS}},
        "numerics": "portable",
    },
}
SIZES = {"documents": 1200, "characters": 34_000, "tokens": 7000, "documents_cut": 34, "tokens_not_read": 0.125}
DATA = {"test_texts_seen_in_training": 4, **dict.fromkeys(("train", *SPLITS), SIZES)}
METRICS = {
    "classification": {"accuracy": 0.98, "f1": 0.945678},
    "generation": {"bits_per_character": 1.787, "perplexity": 40.25},
}
MORE: dict[str, dict[str, Any]] = {
    "classification": {
        "abstention": {"min_accuracy": 0.99, "threshold": 0.875, "answered": 0.75, "accuracy": 0.9951},
    },
    "generation": {"test_texts": {"count": 3, "easiest": 1.7, "hardest": 1.9}},
}
STAGES = {"classification": (classification, write_classifier), "generation": (generation, write_generator)}


@pytest.fixture(params=SCORES)
def task(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def publish_in(folder: Path, task: str, about: Publish = ABOUT) -> Path:
    """Publish a model with random weights and made-up scores."""
    stage, write = STAGES[task]
    write(folder).rename(folder / "refitted")
    (folder / "refitted/tokenizer.json").rename(folder / "tokenizer.json")
    write_json(folder / "scores.json", SCORES[task])
    write_json(folder / "data.json", DATA)
    files = {name: folder / f"{name}.json" for name in ("tokenizer", "scores", "data")}
    files |= {"refitted": folder / "refitted", "model": folder / "model"}
    publish(about, stage.headline, stage.make_card, MORE[task], **files)
    return folder / "model"


@pytest.fixture
def published(task: str, tmp_path: Path) -> Path:
    return publish_in(tmp_path, task)


def test_a_published_model_can_be_used(task: str, published: Path) -> None:
    assert sorted(path.name for path in published.iterdir()) == [
        "README.md",
        "SHA256SUMS",
        "config.json",
        "model.safetensors",
        "tokenizer.json",
    ]
    assert (published / "tokenizer.json").read_bytes() == published.with_name("tokenizer.json").read_bytes()
    weights = published.with_name("refitted") / "model.safetensors"
    assert (published / "model.safetensors").read_bytes() == weights.read_bytes()
    if task == "classification":
        classifier = Classifier.load(published)
        assert classifier.threshold == 0.875
        assert classifier.predict(["To be"])[0].label in LABELS
    else:
        assert Generator.load(published).generate("To", max_new_tokens=3).pop().startswith("To")


def test_its_configuration_has_the_scores_on_test(task: str, published: Path) -> None:
    config = json.loads((published / "config.json").read_text(encoding="utf-8"))
    given = SCORES[task]
    networks = given.keys() & {"network", "zero_state", "dynamic_eval"}
    assert config["about"] == ABOUT.model_dump()
    assert {name: config[name] for name in MORE[task]} == MORE[task]
    chance = {"mcnemar_p": 1.0} if task == "classification" else {}
    assert config["scores"] == {
        **{name: {"test": given[name]["test"]} for name in networks},
        "baselines": {name: {"test": splits["test"] | chance} for name, splits in given["baselines"].items()},
    }
    for key in ("never_predicted", "never_predicted_on_valid"):
        assert config.get(key, []) == given.get(key, [])


def test_the_first_lines_of_a_card_are_what_its_scores_come_to(task: str, published: Path) -> None:
    card = (published / "README.md").read_text(encoding="utf-8")
    first = card[card.index("# Name") : card.index("## Use")]
    if task == "classification":
        assert "McNemar's p = 1)" in first
        assert "Never predicted on test: grain." in first
        assert "It reads the first 12 tokens of a document; 34 test documents have more, so that 12.50 % of" in card
    else:
        assert "1.600 bits per character on test with dynamic evaluation; PPMd" in first


def results_of(card: ModelCard) -> list[EvalResult]:
    """The scores that hubs show of a model."""
    assert isinstance(card.data, ModelCardData)
    return card.data.eval_results or []


def test_a_card_holds_no_characters_that_steer_a_terminal(task: str, tmp_path: Path) -> None:
    bad = "\x1b[31m\u202e\x9b"
    card = publish_in(tmp_path, task, Publish(name=bad, data=bad, language=bad, license=bad, limits=f"a\n{bad}"))
    text = (card / "README.md").read_text(encoding="utf-8")
    assert not set(bad[:1] + bad[-2:]) & set(text)
    assert yaml.safe_load(text.split("---")[1])["license"] == bad


def test_hubs_read_its_card(task: str, published: Path) -> None:
    values = metadata_load(published / "README.md") or {}
    assert values.pop("model-index")
    assert values == {
        "language": "no",
        "license": "mit",
        "library_name": "textrnn",
        "pipeline_tag": f"text-{task}",
        "tags": ["lstm", "pytorch", "safetensors"],
    }
    card = ModelCard.load(published / "README.md")
    results = results_of(card)
    assert {result.metric_type: result.metric_value for result in results} == METRICS[task]
    assert {(result.task_type, result.dataset_name) for result in results} == {(f"text-{task}", "Data of 1987")}
    assert card.text.lstrip().startswith("# Name\n")


@pytest.mark.parametrize(("name", "key"), [("scores", "network"), ("data", "test")])
def test_a_damaged_input_is_refused(task: str, tmp_path: Path, name: str, key: str) -> None:
    publish_in(tmp_path, task)
    path = tmp_path / f"{name}.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    write_json(path, {**values, key: 1})
    files = {name: tmp_path / f"{name}.json" for name in ("tokenizer", "scores", "data")}
    files |= {"refitted": tmp_path / "refitted", "model": tmp_path / "x"}
    stage = STAGES[task][0]
    with pytest.raises(InputError, match=rf"{name}\.json is damaged"):
        publish(ABOUT, stage.headline, stage.make_card, MORE[task], **files)
    assert not (tmp_path / "x").exists()


def table_cells(card: str) -> dict[str, list[str]]:
    """The cells of all tables of a card, by the first one of their row."""
    rows = [line.strip("| ").split(" | ") for line in card.splitlines() if line.startswith("|")]
    return {row[0]: row[1:] for row in rows}


def test_a_card_has_the_scores_of_the_pipeline(pipeline: PipelineCopy, task: str) -> None:
    card = (pipeline.folder / f"data/models/{task}/README.md").read_text(encoding="utf-8")
    scores = json.loads((pipeline.folder / f"metrics/{task}/scores.json").read_text(encoding="utf-8"))
    test, cells = scores["network"]["test"], table_cells(card)
    if task == "classification":
        expected = {"accuracy": test["accuracy"], "f1": test["macro_f1"]}
        models = {BASELINES[key]: scores["baselines"][key]["test"] for key in ("majority_class", "word_svm")}
        for name, values in (models | {"**this model**": test}).items():
            assert cells[name][:2] == [f"{100 * values[score]:.2f}" for score in ("accuracy", "macro_f1")]
    else:
        expected = {name: test[name] for name in ("perplexity", "bits_per_character")}
        assert cells["**this model**"] == [f"{test['bits_per_character']:.3f}"]
        dynamic = scores["dynamic_eval"]["test"]["bits_per_character"]
        assert cells["this model, with dynamic evaluation"] == [f"{dynamic:.3f}"]
        assert cells[BASELINES["ppmd"]] == [f"{scores['baselines']['ppmd']['test']['bits_per_character']:.3f}"]
    results = results_of(ModelCard(card))
    assert {result.metric_type: result.metric_value for result in results} == expected
    config = json.loads((pipeline.folder / f"data/models/{task}/config.json").read_text(encoding="utf-8"))
    hyperparameters = config["train"].items()
    assert {name: cells[f"`{name}`"] for name, _ in hyperparameters} == {
        name: [f"`{value}`"] for name, value in hyperparameters
    }
    assert config["scores"]["network"]["test"] == test
