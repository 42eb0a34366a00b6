from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from stages.classification.baseline import Params as BaselineParams
from stages.classification.baseline import main as fit_baselines
from stages.ensemble import Split, choose, main
from textrnn.classification.predictions import Predictions
from textrnn.classification.svm_loading import read_svm
from textrnn.data.arrays import TokenWriter
from textrnn.data.records import SPLITS, Record, write_records
from textrnn.errors import InputError
from textrnn.files import read_json, write_json

LABELS = ["grain", "metal"]
TEXTS = {
    "train": [("gold ore", "metal"), ("wheat", "grain"), ("gold mine", "metal"), ("wheat field", "grain")] * 3,
    "valid": [("gold", "metal"), ("fields of wheat", "grain"), ("golden", "metal"), ("corn", "grain")],
    "test": [("goldmine", "metal"), ("wheats", "grain"), ("", "grain")],
}
WEIGHTS = [0.0, 0.5, 1.0, 2.0]


def made(logits: list[list[float]], margins: list[list[float]], classes: list[int]) -> Split:
    return Split(torch.tensor(logits), torch.tensor(margins), np.array(classes))


def test_the_weight_with_the_most_documents_right_is_first() -> None:
    # The first document needs more than 0.5 of the margins, the second one less than 2.
    valid = made([[0.0, 1.0], [3.0, 0.0]], [[1.8, 0.0], [0.0, 1.6]], [0, 0])
    best, *others = choose(valid, WEIGHTS)
    assert (best.weight, best.accuracy) == (1.0, 1.0)
    assert {choice.accuracy for choice in others} == {0.5}
    assert [round(choice.loss, 2) for choice in others] == sorted(round(choice.loss, 2) for choice in others)


def test_of_equally_accurate_weights_the_one_with_the_least_loss_is_first_then_the_smallest() -> None:
    # All weights have three of four right. The network is as sure of the wrong one, of which the SVM is in doubt.
    logits, margins = [[1.0, 0.0]] * 4, [[1.0, 0.0]] * 3 + [[-0.1, 0.0]]
    choices = choose(made(logits, margins, [0, 0, 0, 1]), WEIGHTS)
    assert {choice.accuracy for choice in choices} == {0.75}
    assert [choice.weight for choice in choices] == WEIGHTS[::-1]
    assert [choice.loss for choice in choices] == sorted(choice.loss for choice in choices)
    alike = made([[2.0, 0.0]], [[1.0, 0.0]], [0])
    assert [choice.weight for choice in choose(alike, WEIGHTS[::-1])] == WEIGHTS


def test_a_gain_in_loss_that_two_decimals_do_not_show_is_none() -> None:
    logits, margins = [[2.0, 0.0]] * 10, [[0.0, 0.0]] * 9 + [[-0.002, 0.0]]
    best, *others = choose(made(logits, margins, [0] * 9 + [1]), WEIGHTS)
    assert best.weight == 0.0
    assert min(choice.loss for choice in others) < best.loss


def test_the_scores_of_a_choice_are_those_of_the_weighted_sum() -> None:
    random = np.random.default_rng(1)
    logits, margins, classes = random.normal(size=(200, 3)), random.normal(size=(200, 3)), random.integers(0, 3, 200)
    split = Split(torch.from_numpy(logits).float(), torch.from_numpy(margins).float(), classes)
    for weight, temperature, accuracy, loss in choose(split, WEIGHTS):
        both = (logits + weight * margins) / temperature
        assert accuracy == pytest.approx((both.argmax(axis=1) == classes).mean())
        chances = np.exp(both) / np.exp(both).sum(axis=1, keepdims=True)
        assert loss == pytest.approx(-np.log(chances[np.arange(200), classes]).mean(), rel=1e-4)


def run_stages(folder: Path, logits: dict[str, Any], weights: str) -> dict[str, Path]:
    """Both stages on a few documents, with logits as if a network had said so."""
    baseline = BaselineParams.model_validate_json(
        '{"pattern": "\\\\S+", "longest_word_ngram": 1, "longest_character_ngram": 3, "svm_c": [1.0], '
        '"logistic_c": 1.0, "most_characters": 1000, "most_weights": 1000}'
    )
    write_json(folder / "params.yaml", {"task": {"baseline": baseline.model_dump(mode="json"), "ensemble": {}}})
    text = (folder / "params.yaml").read_text().replace('"ensemble": {}', f'"ensemble": {{"svm_weights": {weights}}}')
    (folder / "params.yaml").write_text(text)
    paths = {name: folder / name for name in ("splits", "ids", "evaluation")}
    for path in paths.values():
        path.mkdir()
    write_json(folder / "ids/labels.json", LABELS)
    for split in SPLITS:
        write_records(folder / f"splits/{split}.jsonl", [Record(text, label, "s") for text, label in TEXTS[split]])
        writer = TokenWriter(folder / "ids" / split, 5, labelled=True)
        for _, label in TEXTS[split]:
            writer.end_document(LABELS.index(label))
        writer.close()
    for split, values in logits.items():
        np.save(folder / f"evaluation/{split}_logits.npy", np.array(values, np.float32))
    fit_baselines("task", splits=folder / "splits", baselines=folder / "baselines")
    return paths | {"svm": folder / "baselines/svm", "ensemble": folder / "ensemble"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


IGNORANT = {"valid": np.zeros((4, 2)), "test": np.zeros((3, 2))}
CERTAIN = {"valid": [[-9, 9], [9, -9], [-9, 9], [9, -9]], "test": [[-9, 9], [9, -9], [9, -9]]}


def test_where_the_network_knows_nothing_the_svm_decides(folder: Path) -> None:
    paths = run_stages(folder, IGNORANT, str(WEIGHTS))
    main("task", **paths)
    scores = read_json(folder / "ensemble/scores.json")
    weight, temperature = (scores["choice"][name] for name in ("weight", "temperature"))
    assert weight == 0.5
    assert [each["weight"] for each in scores["tried"]] == WEIGHTS
    part = read_svm(folder / "ensemble", 2)
    texts = [text for text, _ in TEXTS["test"]]
    final = read_svm(folder / "baselines/svm/refitted", 2)
    np.testing.assert_allclose(part.scores(texts), weight / temperature * final.scores(texts), rtol=1e-5)
    test = Predictions.read(folder / "ensemble/predictions.csv")
    chances = part.scores(texts).softmax(dim=1)
    assert test.predicted.tolist() == [LABELS[number] for number in chances.argmax(dim=1)]
    assert test.probability == pytest.approx(chances.amax(dim=1).numpy(), abs=2e-6)
    assert scores["network"]["test"]["accuracy"] == pytest.approx(test.is_right.mean(), abs=1e-6)


@pytest.mark.parametrize(("logits", "weights"), [(CERTAIN, str(WEIGHTS)), (IGNORANT, "[0.0]")])
def test_without_an_svm_there_is_no_file_of_one(folder: Path, logits: dict[str, Any], weights: str) -> None:
    main("task", **run_stages(folder, logits, weights))
    assert read_json(folder / "ensemble/scores.json")["choice"]["weight"] == 0
    assert sorted(path.name for path in (folder / "ensemble").iterdir()) == [
        "classes.csv",
        "predictions.csv",
        "scores.json",
        "valid_predictions.csv",
    ]


def test_logits_of_other_documents_are_refused(folder: Path) -> None:
    paths = run_stages(folder, IGNORANT | {"test": np.zeros((2, 2))}, "[1.0]")
    with pytest.raises(InputError, match=r"test_logits\.npy"):
        main("task", **paths)
    assert not (folder / "ensemble").exists()
