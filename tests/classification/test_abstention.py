import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.classification.test_predictions import make_predictions
from textrnn.classification.abstention import abstention, choose_threshold, threshold_of

ANSWERS = st.lists(st.tuples(st.booleans(), st.sampled_from([0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])), min_size=1)


@given(ANSWERS, st.sampled_from([0.5, 0.8, 0.99, 1.0]))
def test_the_threshold_is_the_lowest_that_reaches_the_accuracy(
    answers: list[tuple[bool, float]], min_accuracy: float
) -> None:
    def accuracy(threshold: float) -> float:
        above = [right for right, probability in answers if probability >= threshold]
        return sum(above) / len(above)

    reaching = [probability for _, probability in answers if accuracy(probability) >= min_accuracy]
    valid = make_predictions(
        "a" * len(answers), "".join("ab"[not right] for right, _ in answers), [share for _, share in answers]
    )
    assert choose_threshold(valid, min_accuracy) == min(reaching, default=None)


def test_what_a_threshold_does_on_test() -> None:
    valid = make_predictions("aaab", "aaaa", [0.9, 0.8, 0.7, 0.6])
    test = make_predictions("abab", "aaab", [0.95, 0.7, 0.69, 0.71])
    rule = abstention(valid, test, 0.99)
    assert (rule.threshold, rule.answered) == (0.7, 0.75)
    assert rule.accuracy == pytest.approx(2 / 3)
    assert abstention(valid, make_predictions("a", "a", [0.5]), 1.0).accuracy is None
    never = abstention(make_predictions("ab", "ba", [0.9, 0.8]), test, 0.5)
    assert (never.threshold, never.answered, never.accuracy) == (None, 0.0, None)


def test_a_model_says_when_it_abstains() -> None:
    rule: dict[str, object] = {"min_accuracy": 0.9, "threshold": 0.7, "answered": 0.5, "accuracy": 1.0}
    assert threshold_of({"abstention": rule}) == 0.7
    assert threshold_of({"abstention": rule | {"threshold": None}}) is None
    assert threshold_of({"abstention": None}) is threshold_of({}) is None
    odd: list[object] = [{}, [], 0.7, *(rule | {"threshold": value} for value in (1.5, "0.7", True))]
    for wrong in odd:
        with pytest.raises(ValueError, match="validation error"):
            threshold_of({"abstention": wrong})
