import json
from pathlib import Path

import pytest

from stages.classification.compare import main
from textrnn.errors import InputError
from textrnn.files import read_json, write_json, write_rows

ACTUAL = ["a", "a", "b", "b"]
SCORES = {split: {"accuracy": 0.75, "macro_f1": 0.5, "loss": 1.0} for split in ("train", "valid", "test")}
BASELINES = {
    "worse": {"valid": {"accuracy": 0.5}, "test": {"accuracy": 1.0}},
    "best": {"valid": {"accuracy": 0.9}, "test": {"accuracy": 0.25}},
}


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    """What evaluate and baseline write: the network is wrong once, the baselines are right everywhere or once."""
    rows = [
        (number, actual, predicted, 0.9) for number, (actual, predicted) in enumerate(zip(ACTUAL, "aaba", strict=True))
    ]
    for name in ("network", "ensemble", "baselines"):
        (tmp_path / "scores" / name).mkdir(parents=True)
    write_json(tmp_path / "scores/network/scores.json", {"network": SCORES, "numerics": "portable"})
    choice = {"weight": 0.0, "temperature": 0.5}
    ensemble = {"network": {split: SCORES[split] for split in ("valid", "test")}, "choice": choice, "tried": [choice]}
    write_json(tmp_path / "scores/ensemble/scores.json", ensemble)
    write_rows(tmp_path / "scores/ensemble/predictions.csv", ["document", "actual", "predicted", "probability"], rows)
    write_rows(tmp_path / "scores/ensemble/valid_predictions.csv", ["actual", "predicted"], [("a", "a")])
    write_json(tmp_path / "scores/baselines/scores.json", BASELINES)
    predictions = {"worse": {"test": ACTUAL}, "best": {"test": ["b", "b", "a", "b"]}}
    write_json(tmp_path / "scores/baselines/predictions.json", predictions)
    write_json(tmp_path / "scores/baselines/without_duplicates.json", [0, 1, 2, 3])
    return tmp_path / "scores"


def test_the_headline_has_the_baseline_that_is_best_on_valid(scores: Path, tmp_path: Path) -> None:
    main("task", scores=scores, metrics=tmp_path / "task.json", details=tmp_path / "task/scores.json")
    assert read_json(tmp_path / "task.json") == {
        "valid": {"acc": 0.75},
        "test": {"acc": 0.75, "f1": 0.5},
        "baseline": 0.25,
        "p": 0.625,  # Three documents only the network gets right, one only the baseline: 2 * (1 + 4) / 2**4.
    }


def test_all_scores_stand_beside_it(scores: Path, tmp_path: Path) -> None:
    main("task", scores=scores, metrics=tmp_path / "task.json", details=tmp_path / "task/scores.json")
    details = read_json(tmp_path / "task/scores.json")
    assert details["network"] == SCORES
    assert details["baselines"] == BASELINES
    assert details["comparisons"]["worse"] == {"only_network_right": 0, "only_baseline_right": 1, "p_value": 1.0}
    assert details["numerics"] == "portable"
    assert "without_duplicates" not in details
    assert details["never_predicted"] == []


def test_the_network_alone_has_scores_of_its_own_where_an_svm_is_a_part(scores: Path, tmp_path: Path) -> None:
    both = {split: {"accuracy": 0.8, "macro_f1": 0.6, "loss": 0.5} for split in ("valid", "test")}
    choice = {"weight": 2.0, "temperature": 0.5}
    write_json(scores / "ensemble/scores.json", {"network": both, "choice": choice, "tried": [choice]})
    main("task", scores=scores, metrics=tmp_path / "task.json", details=tmp_path / "task/scores.json")
    details = read_json(tmp_path / "task/scores.json")
    assert (details["network"], details["network_alone"]) == (both, SCORES)
    assert details["svm"] == choice | {"tried": [choice]}
    assert read_json(tmp_path / "task.json")["test"] == {"acc": 0.8, "f1": 0.6}


def test_copies_count_once_in_scores_of_their_own(scores: Path, tmp_path: Path) -> None:
    write_json(scores / "baselines/without_duplicates.json", [0, 2, 3])
    main("task", scores=scores, metrics=tmp_path / "task.json", details=tmp_path / "task/scores.json")
    assert read_json(tmp_path / "task/scores.json")["without_duplicates"] == {
        "documents": 3,
        "test": {"accuracy": 0.666667, "macro_f1": 0.666667},
        "baselines": {
            "worse": {"accuracy": 1.0, "macro_f1": 1.0},
            "best": {"accuracy": 0.333333, "macro_f1": 0.25},
        },
    }
    assert read_json(tmp_path / "task.json")["test"] == {"acc": 0.75, "f1": 0.5}


def test_classes_that_are_never_predicted_are_named_the_largest_first(scores: Path, tmp_path: Path) -> None:
    actual, predicted = ["a", "b", "b", "c", "d", "d", "e", "f"], ["a", "a", "z", "a", "a", "a", "e", "a"]
    rows = [(number, *pair, 0.9) for number, pair in enumerate(zip(actual, predicted, strict=True))]
    write_rows(scores / "ensemble/predictions.csv", ["document", "actual", "predicted", "probability"], rows)
    write_rows(scores / "ensemble/valid_predictions.csv", ["actual", "predicted"], [("a", "a"), ("g", "a")])
    write_json(scores / "baselines/predictions.json", {name: {"test": actual} for name in BASELINES})
    main("task", scores=scores, metrics=tmp_path / "task.json", details=tmp_path / "task/scores.json")
    details = read_json(tmp_path / "task/scores.json")
    assert details["never_predicted"] == ["b", "d", "c", "f"]
    assert details["never_predicted_on_valid"] == ["g"]


def test_scores_without_a_split_are_refused(scores: Path, tmp_path: Path) -> None:
    (scores / "baselines/predictions.json").write_text(json.dumps({"best": {}}), encoding="utf-8")
    with pytest.raises(InputError, match=r"predictions\.json is damaged"):
        main("task", scores=scores, metrics=tmp_path / "task.json", details=tmp_path / "task/scores.json")
    assert not (tmp_path / "task.json").exists()
