"""What a network says of documents."""

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from textrnn.classification.batches import ByLength, Documents
from textrnn.classification.network import ClassifierNetwork
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
