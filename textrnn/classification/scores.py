"""Scores of a classifier."""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, f1_score
from torch import Tensor
from torch.utils.data import DataLoader

from textrnn.classification.batches import ByLength, Documents
from textrnn.classification.network import ClassifierNetwork
from textrnn.data.arrays import Integers
from textrnn.report.progress import track


@torch.no_grad()
def predict(network: ClassifierNetwork, documents: Documents, batch_size: int, title: str) -> Tensor:
    """Log-probabilities (documents, classes), in the order of the documents."""
    sampler = ByLength(documents.examples, batch_size)
    rows = torch.from_numpy(np.concatenate(list(sampler)))
    batches = track(DataLoader(documents, sampler=sampler, batch_size=None), title, len(sampler), "batches")
    found = torch.cat([network(*batch.inputs) for batch in batches])
    logits = torch.empty_like(found)
    logits[rows] = found
    return logits.log_softmax(dim=-1)


def score_predictions(log_probabilities: Tensor, labels: Integers) -> dict[str, float]:
    """Accuracy, macro-F1 and mean cross-entropy in nats."""
    loss = torch.nn.functional.nll_loss(log_probabilities, torch.from_numpy(labels.astype(np.int64)))
    return score_labels(labels, log_probabilities.argmax(dim=-1).numpy()) | {"loss": loss.item()}


def score_labels(actual: NDArray[np.generic], predicted: NDArray[np.generic]) -> dict[str, float]:
    """Accuracy, and F1 averaged over the classes that occur, rare ones weighing as much as others."""
    return {
        "accuracy": float(accuracy_score(actual, predicted)),
        "macro_f1": float(f1_score(actual, predicted, average="macro", labels=np.unique(actual), zero_division=0)),
    }


def compare(
    actual: NDArray[np.generic], ours: NDArray[np.generic], others: NDArray[np.generic]
) -> dict[str, int | float]:
    """How many documents only one of two models gets right, and the p-value of McNemar's exact test.

    It is the chance of such a difference, or a larger one, if both were equally good on texts of this kind.
    """
    only_ours = int(((ours == actual) & (others != actual)).sum())
    only_theirs = int(((ours != actual) & (others == actual)).sum())
    p_value = float(binomtest(only_ours, only_ours + only_theirs).pvalue) if only_ours + only_theirs else 1.0
    return {"right_alone": only_ours, "wrong_alone": only_theirs, "p_value": p_value}
