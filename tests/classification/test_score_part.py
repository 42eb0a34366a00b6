from typing import Any

from textrnn.classification.score_part import headline, score_part


def scores(network: float, svm: float, p_value: float, f1: float = 0.5) -> dict[str, Any]:
    """Scores of a network and two baselines on valid and test."""

    def both(accuracy: float, macro_f1: float) -> dict[str, Any]:
        return {split: {"accuracy": accuracy, "macro_f1": macro_f1} for split in ("valid", "test")}

    test = {"only_network_right": 1030, "only_baseline_right": 7, "p_value": p_value}
    return {
        "network": both(network, f1),
        "baselines": {"majority_class": both(0.3, 0.1), "word_svm": both(svm, 0.5)},
        "comparisons": {"majority_class": test, "word_svm": test},
        "intervals": {
            "network": {"accuracy": [0.8, 0.99], "macro_f1": [0.4, 0.6]},
            "baselines": {name: {"accuracy": [0.1, 0.2]} for name in ("majority_class", "word_svm")},
        },
    }


def test_the_network_is_held_against_the_best_baseline() -> None:
    first, ahead, *others = score_part(scores(0.9, 0.85, 0.2), 1234).sentences
    assert first == (
        "The model gets 90.00\u00a0% of 1,234 test documents right; linear SVM on word n-grams, the best baseline "
        "on validation, 85.00\u00a0%. Only the model is right on 1,030 of them, only the baseline on 7. "
        "The difference may be chance (McNemar's p = 0.2)."
    )
    assert ahead == "No baseline is ahead of the model."
    assert others == []


def test_a_baseline_that_is_ahead_is_named() -> None:
    _, ahead = score_part(scores(0.8, 0.85, 0.001), 10).sentences
    assert ahead == "Ahead of the model: linear SVM on word n-grams in accuracy (85.00 to 80.00\u00a0%)."
    _, ahead = score_part(scores(0.8, 0.85, 0.001, f1=0.45), 10).sentences
    both = "accuracy (85.00 to 80.00\u00a0%) and macro-F1 (50.00 to 45.00\u00a0%)"
    assert ahead == f"Ahead of the model: linear SVM on word n-grams in {both}."


def test_classes_that_are_never_predicted_are_named() -> None:
    missed = [f"c{number}" for number in range(12)]
    *_, last = score_part(scores(0.9, 0.85, 0.2) | {"never_predicted": missed}, 10).sentences
    assert last == f"Never predicted on test: {', '.join(missed[:10])} and 2 more."
    both = {"never_predicted": ["a"], "never_predicted_on_valid": ["b"]}
    *_, valid, test = score_part(scores(0.9, 0.85, 0.2) | both, 10).sentences
    assert (valid, test) == ("Never predicted on valid: b.", "Never predicted on test: a.")


def test_all_models_stand_in_the_table_with_their_intervals() -> None:
    assert score_part(scores(0.9, 0.85, 0.00001), 10).table.rows == (
        ("largest class", "30.00", "30.00 (10.00 – 20.00)", "10.00", "< 0.0001"),
        (
            "linear SVM on word n-grams (best on valid)",
            "85.00",
            "85.00 (10.00 – 20.00)",
            "50.00",
            "< 0.0001",
        ),
        ("this model", "90.00", "90.00 (80.00 – 99.00)", "50.00 (40.00 – 60.00)", ""),
    )
    figures = [(figure.name, figure.value) for figure in headline(scores(0.9, 0.85, 0.2))]
    assert figures == [
        ("Accuracy", "90.00\u00a0%"),
        ("Macro-F1", "50.00\u00a0%"),
        ("Accuracy of linear SVM on word n-grams", "85.00\u00a0%"),
    ]
