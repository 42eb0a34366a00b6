"""Scores of a classifier."""

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from textrnn.classification.batches import ByLength, Documents
from textrnn.classification.metrics import score_labels
from textrnn.classification.network import ClassifierNetwork
from textrnn.data.arrays import Integers
from textrnn.report.progress import track


@torch.no_grad()
def predict(network: ClassifierNetwork, documents: Documents, batch_size: int, title: str) -> Tensor:
    """Log-probabilities (documents, classes), in the order of the documents."""
    sampler = ByLength(documents.examples, batch_size)
    rows = torch.from_numpy(np.concatenate(list(sampler)))
    batches = track(DataLoader(documents, sampler=sampler, batch_size=None), title, len(sampler), "batches")
    logits_by_length = torch.cat([network(*batch.inputs) for batch in batches])
    logits = torch.empty_like(logits_by_length)
    logits[rows] = logits_by_length
    return logits.log_softmax(dim=-1)


def score_predictions(log_probabilities: Tensor, labels: Integers) -> dict[str, float]:
    """Accuracy, macro-F1 and mean cross-entropy in nats."""
    loss = torch.nn.functional.nll_loss(log_probabilities, torch.from_numpy(labels.astype(np.int64)))
    return score_labels(labels, log_probabilities.argmax(dim=-1).numpy()) | {"loss": loss.item()}
