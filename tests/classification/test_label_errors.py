import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.suspects import draw, judge
from textrnn.classification.label_errors import find_suspects, out_of_fold, split_folds
from textrnn.classification.linear_models import LinearModels
from textrnn.data.records import Record

MODELS = LinearModels(
    pattern=re.compile(r"\S+"), longest_word_ngram=1, longest_character_ngram=3, svm_c=[1.0], logistic_c=10.0
)
WORDS = {"metal": ["gold", "silver", "ore", "mine"], "grain": ["corn", "wheat", "crop", "rye"]}
RECORDS = [
    Record(f"{words[number % 4]} {words[(number + 1) % 4]} {number}", label, "s")
    for number in range(20)
    for label, words in WORDS.items()
]


def test_labels_that_were_changed_are_suspected() -> None:
    wrong = {5, 16, 30}
    changed = [
        replace(record, label="grain" if record.label == "metal" else "metal") if number in wrong else record
        for number, record in enumerate(RECORDS)
    ]
    suspects = judge(changed, MODELS, 5)
    assert {suspect.document for suspect in suspects[:3]} == wrong
    for suspect in suspects[:3]:
        assert (suspect.label, suspect.suggested) == (changed[suspect.document].label, RECORDS[suspect.document].label)
        assert suspect.suggested_probability > suspect.probability
    assert judge(RECORDS, MODELS, 5) == []


@given(
    st.lists(st.tuples(st.integers(0, 2), st.lists(st.floats(0.01, 1), min_size=3, max_size=3)), min_size=1, max_size=9)
)
def test_suspects_are_those_of_the_confident_joint(rows: list[tuple[int, list[float]]]) -> None:
    labels = [label for label, _ in rows]
    chances = [[share / sum(shares) for share in shares] for _, shares in rows]
    thresholds = {
        label: np.mean([own[label] for own, given in zip(chances, labels, strict=True) if given == label])
        for label in set(labels)
    }
    expected = {}
    for number, (label, own) in enumerate(zip(labels, chances, strict=True)):
        confident = [other for other in range(3) if own[other] >= thresholds.get(other, 0)]
        likeliest = max(confident, key=lambda other: own[other], default=label)
        if likeliest != label:
            expected[number] = (likeliest, own[likeliest] - own[label])
    numbers, others = find_suspects(np.array(chances), np.array(labels))
    found = dict(zip(numbers.tolist(), others.tolist(), strict=True))
    assert found == {number: label for number, (label, _) in expected.items()}
    margins = [expected[number][1] for number in numbers.tolist()]
    assert margins == pytest.approx(sorted(margins, reverse=True))


def test_a_document_is_judged_by_what_was_learned_from_others() -> None:
    texts, labels = ["gold", "gold", "corn", "corn", "unique"], np.array([0, 0, 1, 1, 0])
    assert out_of_fold(MODELS, texts, labels, 5)[4].argmax() in {0, 1}  # Its word tells nothing.
    alone = out_of_fold(MODELS, ["gold", "gold ore", "corn"], np.array([0, 0, 1]), 5)
    assert alone[2].tolist() == [1, 0]  # Without it there is no other class.
    assert not out_of_fold(MODELS, ["gold", "corn"], np.array([0, 1]), 5).any()


def test_each_document_is_held_out_once() -> None:
    labels = np.array([0] * 7 + [1] * 3 + [2])
    folds = split_folds(labels, 4)
    assert sorted(number for _, held_out in folds for number in held_out.tolist()) == list(range(11))
    assert all(not set(train.tolist()) & set(held_out.tolist()) for train, held_out in folds)


def test_of_many_documents_some_are_drawn() -> None:
    assert draw(5, 5) == [0, 1, 2, 3, 4]
    drawn = draw(1000, 10)
    assert drawn == sorted(set(drawn)) == draw(1000, 10)
    assert len(drawn) == 10
    assert max(drawn) < 1000
