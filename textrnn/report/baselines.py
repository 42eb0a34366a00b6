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
    """The baseline that is best on valid: its key, its scores; `best` is max or min."""
    name = best(sorted(scores["baselines"]), key=lambda key: scores["baselines"][key]["valid"][score])
    return name, scores["baselines"][name]


def verdict(p_value: float) -> str:
    """What McNemar's test says of a difference."""
    chance = "may be chance" if p_value >= LEVEL else "is unlikely to be chance"
    return f"The difference {chance} (McNemar's p {'' if p_value < LEAST else '= '}{written_chance(p_value)})."


def written_chance(p_value: float) -> str:
    """A p-value with two digits; of a very small one only that it is."""
    return f"< {LEAST}" if p_value < LEAST else f"{p_value:.2g}"
