"""What is said of a model: by its card, which hubs read, and by `about`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from safetensors.torch import load_file

from stages.classification.publish import results_text
from stages.generation.publish import results_text as results_of_generator
from tests.model.test_model import config
from tests.pipeline_copy import PipelineCopy
from tests.test_classifier import LABELS, write_classifier
from textrnn.errors import InputError
from textrnn.model.card import Publish, front_matter, hyperparameters, page
from textrnn.model.summary import about
from textrnn.report.baselines import BASELINES
from textrnn.report.markdown import table


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_classifier(tmp_path)


@pytest.mark.parametrize(
    "wrong", [{"about": ["x"]}, {"scores": [1]}, {"scores": {"test": [1]}}, {"labels": 3}], ids=str
)
def test_strange_words_of_a_model_are_refused(model: Path, wrong: dict[str, Any]) -> None:
    config(**wrong)(model)
    with pytest.raises(InputError, match=r"config\.json is damaged"):
        about(model)


def test_what_is_said_of_a_model(model: Path) -> None:
    config(about={"name": "n", "data": "d", "license": None}, scores={"test": {"accuracy": 0.5}, "x": 1.0})(model)
    count = sum(values.numel() for values in load_file(model / "model.safetensors").values())
    tokens = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    assert about(model) == {
        "kind": "classifier",
        "format": 1,
        "parameters": count,
        "vocabulary": len(tokens),
        "tokens": "BPE",
        "name": "n",
        "data": "d",
        "labels": LABELS,
        "scores": {"test": {"accuracy": 0.5}, "x": 1.0},
    }


def matter(card: str) -> dict[str, Any]:
    """The YAML in front, as hubs read it: by the rules of YAML 1.1, and nothing but plain values."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)
    start, front, _ = card.split("---\n", 2)
    assert start == ""
    found: dict[str, Any] = yaml.load(front)
    return found


@pytest.mark.parametrize("task", ["classification", "generation"])
def test_a_card_has_the_metrics(pipeline: PipelineCopy, task: str) -> None:
    card = (pipeline.folder / f"data/models/{task}/MODEL_CARD.md").read_text(encoding="utf-8")
    metrics = json.loads((pipeline.folder / f"metrics/{task}.json").read_text(encoding="utf-8"))
    test, baseline = metrics["test"], metrics["baseline"]
    (index,) = matter(card)["model-index"]
    (result,) = index["results"]
    assert result["task"] == {"type": f"text-{task}"}
    rows = [line.strip("| ").split(" | ") for line in card.splitlines() if line.startswith("|")]
    values = {row[0]: row[1:] for row in rows}
    if task == "classification":
        expected = {"accuracy": test["accuracy"], "f1": test["macro_f1"]}
        names = {key: BASELINES[key] for key in ("majority_class", "tfidf_svm")}
        models = {name: baseline[key]["test"] for key, name in names.items()} | {"**this model**": test}
        for name, scores in models.items():
            assert values[name] == [f"{100 * scores[score]:.2f}" for score in ("accuracy", "macro_f1")]
    else:
        expected = {name: test[name] for name in ("perplexity", "bits_per_character")}
        assert values["**this model**"] == [f"{test['bits_per_character']:.3f}"]
        ppmd = baseline["ppmd"]["test"]["bits_per_character"]
        assert values["PPMd, which learns on as it reads"] == [f"{ppmd:.3f}"]
    assert {one["type"]: one["value"] for one in result["metrics"]} == expected
    config = json.loads((pipeline.folder / f"data/models/{task}/config.json").read_text(encoding="utf-8"))
    assert {name: values[f"`{name}`"] for name in config["train"]} == {
        name: [f"`{value}`"] for name, value in config["train"].items()
    }
    assert config["scores"]["test"] == test


@pytest.mark.parametrize(
    "said", ["no", "on", "1e3", "12:30", "2020-01-01", "~", "a: b # c", "---\n", "x\n---\ny", "日\x1b"]
)
def test_what_stands_in_front_is_read_as_it_was_said(said: str) -> None:
    publish = Publish(name=said, data=said, language=said, license=None, limits=None)
    front = front_matter(publish, "text-generation", {"perplexity": ("p", 0.0000012), "f1": ("macro-F1", 1.0)})
    assert front.count("\n---\n") == 1
    found = matter(front)
    assert found["language"] == said
    assert "license" not in found
    (index,) = found["model-index"]
    assert index["name"] == said
    assert index["results"][0]["dataset"]["name"] == said
    assert index["results"][0]["metrics"] == [
        {"type": "perplexity", "value": 0.000001, "name": "test p"},
        {"type": "f1", "value": 1.0, "name": "test macro-F1"},
    ]


def test_a_card_says_what_lessens_a_score() -> None:
    def text(ours: float, seen: int) -> str:
        scores = {"accuracy": 0.9, "macro_f1": 0.5}
        baselines = dict.fromkeys(("majority_class", "tfidf_logistic_regression", "tfidf_svm"), scores)
        data = {"test_texts_seen_in_training": seen, "test": {"documents": 1200}}
        return results_text({"test": scores | {"accuracy": ours}, "baseline": baselines}, data)

    assert text(0.9, 0).splitlines()[-1] == "| **this model** | 90.00 | 50.00 |"
    assert text(0.91, 1100).endswith("\n\nOf the 1,200 test texts 1,100 stand in training, too, word for word.")
    more = "With a higher accuracy: largest class, TF-IDF + logistic regression, TF-IDF + linear SVM."
    assert text(0.89, 0).endswith(f"\n\n{more}")


@pytest.mark.parametrize(
    ("ours", "end"), [(1.9, "With fewer bits: PPMd, which learns on as it reads."), (1.8, "| 1.800 |")]
)
def test_the_card_of_a_generator_says_who_is_ahead(ours: float, end: str) -> None:
    bits = {"character_frequencies": 4.5, "ppmd": 1.8}
    baselines = {name: {"bits_per_character": value} for name, value in bits.items()}
    text = results_of_generator({"test": {"bits_per_character": ours}, "baseline": baselines})
    assert "| character frequencies | 4.500 |" in text
    assert text.split("\n\nPPMd learns from the text that it codes")[0].endswith(end)


def test_a_table_has_one_line_for_each_row() -> None:
    assert table(["a", "b"], [["1", "2"], ["x|y", "z\nw"]]).splitlines() == [
        "| a | b |",
        "| --- | --- |",
        "| 1 | 2 |",
        r"| x\|y | z w |",
    ]
    assert hyperparameters({"b": [1], "a": 0.5}).splitlines()[2:] == ["| `a` | `0.5` |", "| `b` | `[1]` |"]


def test_a_card_has_its_sections() -> None:
    publish = Publish(name="n\n# m", data="d", language=None, license=None, limits="not for exams")
    sections = {"Data": "text"}
    card = page(publish, "---\n---\n", "what", "usage()", sections)
    assert re.findall("^#.*", card, flags=re.MULTILINE) == ["# n # m", "## Use", "## Data", "## Limits"]
    assert "not for exams" in card
    licensed = page(publish.model_copy(update={"license": "m*t"}), "---\n---\n", "what", "usage()", sections)
    assert "## License\n\nm\\*t: of the model" in licensed
    assert list(sections) == ["Data"]
