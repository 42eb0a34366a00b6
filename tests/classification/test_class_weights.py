import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from textrnn.classification.class_weights import class_weights, logit_adjustment

LABELS = np.array([0] * 50 + [2] * 7 + [3])


def test_none_is_none() -> None:
    assert class_weights("none", LABELS, 4) is None


def test_balanced_is_as_in_scikit_learn() -> None:
    found = class_weights("balanced", LABELS, 4)
    assert found is not None
    expected = compute_class_weight("balanced", classes=np.array([0, 2, 3]), y=LABELS)
    assert found[[0, 2, 3]].numpy() == pytest.approx(expected)
    assert found[1] == 0


def test_effective_numbers_are_geometric_sums() -> None:
    found = class_weights("effective", LABELS, 4)
    assert found is not None
    beta = 1 - 1 / len(LABELS)
    numbers = [sum(beta**k for k in range(count)) for count in (50, 7, 1)]
    assert (found[0] / found[3]).item() == pytest.approx(numbers[2] / numbers[0], rel=1e-5)
    assert (found[2] / found[3]).item() == pytest.approx(numbers[2] / numbers[1], rel=1e-5)
    assert found[LABELS].mean().item() == pytest.approx(1)


def test_logits_are_adjusted_by_the_logarithm_of_each_share() -> None:
    assert logit_adjustment(0.0, LABELS, 4) is None
    found = logit_adjustment(0.5, LABELS, 4)
    assert found is not None
    assert found.numpy() == pytest.approx(0.5 * np.log(np.array([50, 1, 7, 1]) / 58), abs=1e-6)
