"""Models of format 1, whose config.json has other names."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.test_classifier import TRUNCATION, write_classifier
from tests.test_generator import write_generator
from textrnn.classifier import Classifier
from textrnn.errors import InputError
from textrnn.generator import Generator
from textrnn.model.config import read_any_config
from textrnn.model.packing import pack
from textrnn.model.summary import summarize

CLASSIFIER: dict[str, Any] = {
    "format": 1,
    "about": {"name": "Topics", "data": "News", "language": "en", "license": "mit", "limits": None},
    "reading": {"max_length": TRUNCATION.max_length, "multiple": TRUNCATION.pad_to_multiple_of},
    "kept": {"epoch": 8.0, "step": 1240, "train_loss": 0.1, "valid_loss": 0.2, "valid_accuracy": 0.9},
    "train": {"batch_size": 32, "betas": [0.9, 0.99], "keep": "loss", "pool": 16, "pooling": "max_mean"},
    "scores": {
        "baseline": {"word_svm": {"accuracy": 0.974, "macro_f1": 0.936}},
        "test": {"accuracy": 0.981, "loss": 0.068, "macro_f1": 0.945},
    },
}
GENERATOR: dict[str, Any] = {
    "format": 1,
    "train": {"batch_size": 32, "carry_state": True, "keep": "accuracy"},
    "refit": {"epoch": 3.0},
    "scores": {
        "baseline": {"ppmd": {"bits_per_character": 1.803}},
        "test": {"bits_per_character": 1.787, "cold": {"bits_per_character": 1.91, "loss": 3.943}, "loss": 3.689},
    },
}


def as_format_1(model: Path, values: dict[str, Any]) -> Path:
    """Give a model the configuration and the card that format 1 had."""
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    config.pop("truncation", None)
    (model / "config.json").write_text(json.dumps(config | values), encoding="utf-8")
    (model / "MODEL_CARD.md").write_text("# Card\n", encoding="utf-8")
    return model


def test_a_classifier_of_format_1_is_used_as_before(tmp_path: Path) -> None:
    texts = ["", "To be", "or not to be: " * 9]
    expected = Classifier.load(write_classifier(tmp_path)).predict(texts)
    model = as_format_1(tmp_path / "classifier", CLASSIFIER)
    pack(model, tmp_path / "model.zip")
    for path in (model, tmp_path / "model.zip"):
        classifier = Classifier.load(path)
        assert classifier.predict(texts) == expected
        assert classifier.truncation == TRUNCATION


def test_a_generator_of_format_1_is_used_as_before(tmp_path: Path) -> None:
    expected = Generator.load(write_generator(tmp_path)).generate("To", max_new_tokens=20)
    model = as_format_1(tmp_path / "generator", GENERATOR)
    pack(model, tmp_path / "model.zip")
    for path in (model, tmp_path / "model.zip"):
        assert Generator.load(path).generate("To", max_new_tokens=20) == expected


def test_a_configuration_of_format_1_gets_the_names_of_format_2(tmp_path: Path) -> None:
    config = read_any_config(as_format_1(write_classifier(tmp_path), CLASSIFIER))
    assert config["format"] == 1
    assert not {"reading", "kept"} & config.keys()
    assert config["truncation"] == TRUNCATION.model_dump()
    assert config["best"] == CLASSIFIER["kept"]
    assert config["train"] == {
        "batch_size": 32,
        "betas": [0.9, 0.99],
        "select_by": "loss",
        "bucket_batches": 16,
        "pooling": "max_mean",
    }


def test_scores_of_format_1_are_those_of_format_2(tmp_path: Path) -> None:
    assert summarize(as_format_1(write_classifier(tmp_path), CLASSIFIER))["scores"] == {
        "network": {"test": CLASSIFIER["scores"]["test"]},
        "baselines": {"word_svm": {"test": {"accuracy": 0.974, "macro_f1": 0.936}}},
    }
    assert summarize(as_format_1(write_generator(tmp_path), GENERATOR))["scores"] == {
        "network": {"test": {"bits_per_character": 1.787, "loss": 3.689}},
        "zero_state": {"test": {"bits_per_character": 1.91, "loss": 3.943}},
        "baselines": {"ppmd": {"test": {"bits_per_character": 1.803}}},
    }


@pytest.mark.parametrize("wrong", [{"scores": [1]}, {"scores": {"test": 1}}, {"scores": {}}], ids=str)
def test_damaged_scores_of_format_1_are_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    model = as_format_1(write_classifier(tmp_path), CLASSIFIER | wrong)
    with pytest.raises(InputError, match=r"config\.json is damaged"):
        summarize(model)
