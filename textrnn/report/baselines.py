"""The baselines: their names, the best one, and whether a network differs from it by more than chance."""

from collections.abc import Callable
from typing import Any

BASELINES = {
    "majority_class": "largest class",
    "word_logistic_regression": "logistic regression on word n-grams",
    "word_svm": "linear SVM on word n-grams",
    "character_svm": "linear SVM on character n-grams",
    "word_character_svm": "linear SVM on word and character n-grams",
    "tfidf_logistic_regression": "logistic regression on single words",  # These two stand in studies of older runs.
    "tfidf_svm": "linear SVM on single words",
    "character_frequencies": "character frequencies",
    "ppmd": "PPMd (adaptive compressor)",
}
MCNEMAR = "mcnemar_p"  # The score of a baseline that says whether the network differs from it by chance.
LEVEL, LEAST = 0.05, 0.0001  # Below the first a difference is unlikely to be chance; below the second no one counts.


def best_baseline(scores: dict[str, Any], score: str, best: Callable[..., str]) -> tuple[str, dict[str, Any]]:
    """The baseline that is best on valid: its key, its scores; `best` is max or min.

    Of equally accurate ones the one with the better macro-F1 is taken, of equals in both the first of BASELINES.
    """
    places = {key: place for place, key in enumerate(BASELINES)}
    keys = sorted(scores["baselines"], key=lambda key: (places.get(key, len(places)), key))

    def on_valid(key: str) -> tuple[float, float]:
        valid = scores["baselines"][key]["valid"]
        return valid[score], valid.get("macro_f1", 0.0)

    name = best(keys, key=on_valid)
    return name, scores["baselines"][name]


def verdict(scores: dict[str, Any]) -> str:
    """Whether the network differs from the baseline that is best on valid, and from a stronger one on test, if any."""
    accuracies = {key: splits["test"]["accuracy"] for key, splits in scores["baselines"].items()}
    chosen, _ = best_baseline(scores, "accuracy", max)
    strongest = max(sorted(accuracies), key=accuracies.__getitem__)
    p_values = {key: scores["comparisons"][key]["p_value"] for key in (chosen, strongest)}
    sentence = f"The difference {judged(p_values[chosen])}."
    if accuracies[strongest] == accuracies[chosen]:
        return sentence
    return (
        f"{sentence} The best baseline on test, {BASELINES.get(strongest, strongest)}, gets "
        f"{100 * accuracies[strongest]:.2f} %; that difference {judged(p_values[strongest])}."
    )


def judged(p_value: float) -> str:
    """What McNemar's test says of a difference: whether it is unlikely to be chance."""
    chance = "may be chance" if p_value >= LEVEL else "is unlikely to be chance"
    return f"{chance} (McNemar's p {'' if p_value < LEAST else '= '}{written_chance(p_value)})"


def harm_of_learning(scores: dict[str, Any]) -> list[str]:
    """A sentence where a generator is worse while it keeps learning from the text that it reads."""
    dynamic, fixed = (scores[key]["test"]["bits_per_character"] for key in ("dynamic_eval", "network"))
    return ["Dynamic evaluation makes it worse on this text."] if dynamic > fixed else []


def written_chance(p_value: float) -> str:
    """A p-value with two digits; of a very small one only that it is."""
    return f"< {LEAST}" if p_value < LEAST else f"{p_value:.2g}"
