"""The table of errors and the largest confusions, held against predictions and explanations one by one."""

from collections import Counter

import numpy as np
import pytest

from stages.errors import (
    LONGEST_EXAMPLE,
    MOST_SHOWN,
    Mistake,
    Params,
    find_mistakes,
    largest_confusions,
    surest_of_each,
)
from tests.test_classifier import LABELS, write_classifier
from textrnn.classification.explanation import explain
from textrnn.classification.predictions import Predictions
from textrnn.classifier import Classifier
from textrnn.errors import InputError

TEXTS = ["to be", "or not", "that is the question", "", "be"]


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    return Classifier.load(write_classifier(tmp_path_factory.mktemp("model")))


def predictions_of(classifier: Classifier, actual: list[str]) -> Predictions:
    """What the classifier says of the texts."""
    found = classifier.predict(TEXTS)
    second = [sorted(one.probabilities.items(), key=lambda item: -item[1])[1] for one in found]
    labels, shares = zip(*second, strict=True)
    predicted, probability = [one.label for one in found], [one.probability for one in found]
    return Predictions(np.array(actual), np.array(predicted), np.array(probability), np.array(labels), np.array(shares))


def test_errors_come_with_what_moved_them_the_surest_first(classifier: Classifier) -> None:
    found = classifier.predict(TEXTS)
    wrong = [next(label for label in LABELS if label != one.label) for one in found]
    predictions = predictions_of(classifier, [wrong[0], found[1].label, *wrong[2:]])
    mistakes = find_mistakes(predictions, TEXTS, classifier, Params(explained=2, most_words=3))
    assert [mistake.document for mistake in mistakes] == sorted(
        [0, 2, 3, 4], key=lambda number: -found[number].probability
    )
    for place, mistake in enumerate(mistakes):
        assert mistake.text == TEXTS[mistake.document]
        assert (mistake.actual, mistake.predicted) == (wrong[mistake.document], found[mistake.document].label)
        assert mistake.runner_up_probability <= mistake.probability
        explanation = explain(classifier, mistake.text, mistake.predicted, 3)
        words = [*explanation.strongest(5), *explanation.strongest(-5)]
        assert mistake.words == (words if place < 2 else [])
        assert len(mistake.row()) == 8


def test_only_the_first_words_are_weighed(classifier: Classifier) -> None:
    words = explain(classifier, "to be or not", None, 2).words
    assert [word.text for word in words if word.weight is not None] == ["to", "be"]
    assert "".join(word.text for word in words) == "to be or not"
    whole = explain(classifier, "to be or not").words
    assert [word.weight for word in whole][:3] == [pytest.approx(word.weight) for word in words][:3]


def test_texts_of_another_corpus_are_refused(classifier: Classifier) -> None:
    predictions = predictions_of(classifier, [LABELS[0]] * 5)
    with pytest.raises(InputError, match="5 predictions are of 4 texts"):
        find_mistakes(predictions, TEXTS[:4], classifier, Params(explained=0, most_words=1))


def mistake(document: int, actual: str, predicted: str, text: str = "x") -> Mistake:
    return Mistake(document, actual, predicted, 0.9, "c", 0.05, text, [])


def test_the_largest_confusions_come_first() -> None:
    mistakes = [mistake(0, "a", "b"), *(mistake(number, "b", "a") for number in range(1, 6)), mistake(9, "a", "c")]
    first, *others = largest_confusions(mistakes, Counter({"a": 7, "b": 8}))
    assert (first["actual"], first["predicted"], first["documents"], first["documents_of_class"]) == ("b", "a", 5, 8)
    assert [example["document"] for example in first["examples"]] == [1, 2, 3]
    assert [(row["actual"], row["predicted"]) for row in others] == [("a", "b"), ("a", "c")]
    many = [mistake(number, str(number), "z") for number in range(30)]
    assert len(list(largest_confusions(many, Counter()))) == 10
    assert list(largest_confusions([], Counter())) == []


def test_a_long_example_is_cut() -> None:
    (row,) = largest_confusions([mistake(0, "a", "b", "x" * 1000)], Counter(a=1))
    assert row["examples"][0]["text"] == "x" * LONGEST_EXAMPLE + "…"


def test_of_many_mistakes_the_surest_of_each_confusion_are_shown() -> None:
    common = [mistake(number, "a", "b") for number in range(2 * MOST_SHOWN)]
    rare = [mistake(1000 + number, str(number), "c") for number in range(MOST_SHOWN - 10)]
    assert surest_of_each(common[:MOST_SHOWN]) == common[:MOST_SHOWN]
    assert surest_of_each([*common, *rare]) == [*common[:10], *rare]
