"""How a classifier reads its documents, epoch by epoch."""

from collections.abc import Callable

from pydantic import Field
from torch.utils.data import DataLoader

from textrnn.batch import Batch
from textrnn.classification.batches import ByLength, Documents
from textrnn.classification.network import Architecture
from textrnn.training import Training


class Params(Architecture, Training):
    """Section `<task>.train`."""

    pool: int = Field(
        gt=0, le=1_000_000, description="batches sorted by length together: more pads less and mixes less"
    )


def shuffled(documents: Documents, params: Params) -> Callable[[int], DataLoader[Batch]]:
    """The batches of each epoch, which shuffles the documents anew."""

    def batches_of_epoch(epoch: int) -> DataLoader[Batch]:
        sampler = ByLength(documents.examples, params.batch_size, params.pool, (params.seed, epoch))
        return DataLoader(documents, sampler=sampler, batch_size=None)

    return batches_of_epoch


def in_order(documents: Documents, batch_size: int) -> DataLoader[Batch]:
    """All documents once, by length."""
    return DataLoader(documents, sampler=ByLength(documents.examples, batch_size), batch_size=None)
