"""Losses, held against their formulas, PyTorch and scikit-learn."""

import numpy as np
import pytest
import torch
from sklearn.svm import LinearSVC

from textrnn.nn.losses import squared_hinge, total_loss

RANDOM = torch.Generator().manual_seed(1)


def test_losses_have_both_shapes() -> None:
    logits = torch.randn(4, 5, 7, generator=RANDOM)
    targets = torch.randint(0, 7, (4, 5), generator=RANDOM)
    by_hand = [-logits[i, j].log_softmax(0)[targets[i, j]] for i in range(4) for j in range(5)]
    assert total_loss(logits, targets).item() == pytest.approx(float(sum(by_hand)))
    first = [-logits[i, 0].log_softmax(0)[targets[i, 0]] for i in range(4)]
    assert total_loss(logits[:, 0], targets[:, 0]).item() == pytest.approx(float(sum(first)))


def test_only_what_is_within_the_margin_costs() -> None:
    logits = torch.tensor([[3.0, 0.5, -4.0], [-1.0, -1.0, 1.0]])
    # Of the first row 0.5 lies 1.5 above -1; its target 3 and -4 cost nothing. The second one is on the margins.
    assert squared_hinge(logits, torch.tensor([0, 2])).item() == pytest.approx(1.5**2)
    assert squared_hinge(logits, torch.tensor([1, 2])).item() == pytest.approx(4.0**2 + 0.5**2)
    assert total_loss(logits[None], torch.tensor([[1, 2]]), "squared_hinge").item() == pytest.approx(16.25)


@pytest.mark.parametrize("class_weight", [None, [0.5, 1.0, 3.0]])
def test_the_loss_is_that_of_a_linear_svm(class_weight: list[float] | None) -> None:
    inputs = torch.randn(60, 4, generator=RANDOM, dtype=torch.float64)
    targets = torch.randint(0, 3, (60,), generator=RANDOM)
    by_class = dict(enumerate(class_weight)) if class_weight else None
    svm = LinearSVC(C=0.5, tol=1e-10, max_iter=100_000, class_weight=by_class).fit(inputs.numpy(), targets.numpy())
    weights = torch.from_numpy(np.c_[svm.coef_, svm.intercept_]).requires_grad_()
    given = torch.tensor(class_weight, dtype=torch.float64) if class_weight else None
    logits = inputs @ weights[:, :-1].T + weights[:, -1]
    # scikit-learn minimizes this, the intercept penalized as well: there the gradient is zero.
    objective = weights.square().sum() / 2 + 0.5 * total_loss(logits, targets, "squared_hinge", 0.0, given)
    (gradient,) = torch.autograd.grad(objective, weights)
    assert gradient.abs().max().item() < 1e-4
