"""A classifier at the beginning of its training, and how it reads its documents, epoch by epoch."""

from collections.abc import Sequence
from pathlib import Path

import torch
from pydantic import Field
from torch.utils.data import DataLoader

from textrnn.classification.batches import ByLength, Documents
from textrnn.classification.network import Architecture, ClassifierNetwork
from textrnn.data.vectors import read_vectors
from textrnn.files import read_json
from textrnn.nn.batch import Batch
from textrnn.training.fit import Epochs
from textrnn.training.trainer import Training


class TrainParams(Architecture, Training):
    """Section `<task>.train`."""

    bucket_batches: int = Field(
        gt=0, le=1_000_000, description="batches sorted by length together: more pads less and mixes less"
    )


def shuffled(documents: Documents, params: TrainParams) -> Epochs:
    """The batches of each epoch, which shuffles the documents anew."""

    def batches_of_epoch(epoch: int) -> DataLoader[Batch]:
        sampler = ByLength(documents.examples, params.batch_size, params.bucket_batches, (params.seed, epoch))
        return DataLoader(documents, sampler=sampler, batch_size=None)

    return batches_of_epoch


def in_order(documents: Documents, batch_size: int) -> DataLoader[Batch]:
    """All documents once, by length."""
    return DataLoader(documents, sampler=ByLength(documents.examples, batch_size), batch_size=None)


def begin(
    ids: Path, examples: Path, vectors: Path, params: TrainParams, splits: Sequence[str]
) -> tuple[ClassifierNetwork, Epochs]:
    """An untrained network, and what it reads of some splits."""
    torch.manual_seed(params.seed)
    network = ClassifierNetwork(read_vectors(vectors), read_json(ids / "labels.json"), params)
    return network, shuffled(Documents.read(ids, examples, *splits), params)
