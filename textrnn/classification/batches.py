"""Batches of documents of about the same length, so that little is padded."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch.utils.data import Dataset, Sampler

from textrnn.data.arrays import Integers, read_arrays
from textrnn.data.examples import DOCUMENT, Examples, concatenate, read_examples
from textrnn.nn.batch import Batch


class Documents(Dataset[Batch]):
    """Gathers rows of tokens for index arrays."""

    def __init__(self, ids: Integers, examples: Examples) -> None:
        self.ids = ids
        self.examples = examples

    @classmethod
    def read(cls, ids: Path, examples: Path, *splits: str) -> Self:
        """The documents of some splits, from the folders that encode and pad wrote."""
        splits_of_ids = [
            (read_arrays(ids / name).ids, read_examples(examples / f"{name}.npy", DOCUMENT)) for name in splits
        ]
        return cls(*concatenate(splits_of_ids))

    def __getitem__(self, rows: Integers) -> Batch:
        """The documents with these numbers, as (tokens, lengths) and labels; padded with token 0."""
        chosen = self.examples[rows]
        steps = np.arange(chosen["width"].max())
        inside = steps < chosen["length"][:, None]
        places = np.where(inside, chosen["start"][:, None] + steps, 0)
        tokens = np.where(inside, self.ids[places], 0).astype(np.int64)
        lengths, labels = chosen["length"].astype(np.int64), chosen["label"].astype(np.int64)
        return Batch((torch.from_numpy(tokens), torch.from_numpy(lengths)), torch.from_numpy(labels))


class ByLength(Sampler[Integers]):
    """Numbers of documents, a batch at a time.

    All documents are shuffled, then sorted by length within buckets of so many batches, then the batches are shuffled:
    a pure function of (seed, epoch). Without a seed all come sorted by length.
    """

    def __init__(
        self, examples: Examples, batch_size: int, bucket_batches: int = 1, seed: tuple[int, int] | None = None
    ) -> None:
        self.widths = examples["width"]
        self.batch_size = batch_size
        self.bucket_size = bucket_batches * batch_size
        self.seed = seed

    def __len__(self) -> int:
        return math.ceil(len(self.widths) / self.batch_size)

    def __iter__(self) -> Iterator[Integers]:
        if self.seed is None:
            return iter(self.cut(np.argsort(self.widths, kind="stable")))
        random = np.random.default_rng(self.seed)
        order = random.permutation(len(self.widths))
        buckets = [order[at : at + self.bucket_size] for at in range(0, len(order), self.bucket_size)]
        batches = self.cut(
            np.concatenate([bucket[np.argsort(self.widths[bucket], kind="stable")] for bucket in buckets])
        )
        return (batches[number] for number in random.permutation(len(batches)))

    def cut(self, order: Integers) -> list[Integers]:
        """Consecutive batches; the last may be smaller."""
        return [order[at : at + self.batch_size] for at in range(0, len(order), self.batch_size)]
