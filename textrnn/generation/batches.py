"""Batches of windows: contiguous streams, or windows in any order."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch.utils.data import Dataset, Sampler

from textrnn.data.arrays import Integers, TokenArrays, read_arrays
from textrnn.data.examples import WINDOW, Examples, concatenate, read_examples
from textrnn.nn.batch import Batch

NO_TARGET = -100  # What cross-entropy leaves out.

Step = tuple[Integers, Integers]  # numbers of windows; 1 where a window continues the one before, else 0


class Windows(Dataset[Batch]):
    """Gathers windows for index arrays."""

    def __init__(self, ids: Integers, windows: Examples) -> None:
        self.ids = ids
        self.windows = windows

    @classmethod
    def read(cls, ids: Path, examples: Path, *splits: str) -> Self:
        """The windows of some splits, from the folders that encode and window wrote."""
        splits_of_ids = [
            (read_arrays(ids / name).ids, read_examples(examples / f"{name}.npy", WINDOW)) for name in splits
        ]
        return cls(*concatenate(splits_of_ids))

    def __getitem__(self, step: Step) -> Batch:
        """The windows with these numbers, as (tokens, continues), and the next tokens as targets."""
        rows, continues = step
        chosen = self.windows[rows]
        places = chosen["start"][:, None] + np.arange(chosen["length"][0] + 1)
        tokens = torch.from_numpy(self.ids[places].astype(np.int64))  # (batch, time + 1)
        return Batch((tokens[:, :-1], torch.from_numpy(continues).float()), tokens[:, 1:])


class Streams(Sampler[Step]):
    """Windows laid out as one stream for each row of the batch: a row's next window follows in the text.

        batch 0   batch 1   batch 2
        t0..t23   t24..t47  t48..t71     row 0
        u0..u23   u24..u47  v0..v23      row 1: text u is over, its state does not reach v

    Texts come in the order of the corpus, or shuffled by (seed, epoch). The first rows may be one window longer
    than the others; then the last batch has only those rows.
    """

    def __init__(self, windows: Examples, batch_size: int, seed: tuple[int, int] | None = None) -> None:
        self.windows = windows
        self.batch_size = batch_size
        self.seed = seed

    def __len__(self) -> int:
        return math.ceil(len(self.windows) / self.batch_size)

    def __iter__(self) -> Iterator[Step]:
        starts, lengths = self.windows["start"], self.windows["length"]
        follows = np.append(starts[:-1] + lengths[:-1] == starts[1:], False)  # whether the next window does
        texts = np.split(np.arange(len(self.windows)), np.flatnonzero(~follows[:-1]) + 1)
        if self.seed is not None:
            texts = [texts[number] for number in np.random.default_rng(self.seed).permutation(len(texts))]
        rows = np.array_split(np.concatenate(texts), self.batch_size)
        before = np.empty(0, dtype=np.int64)
        for step in range(len(self)):
            numbers = np.array([row[step] for row in rows if step < len(row)])
            before = before[: len(numbers)]
            continues = np.zeros(len(numbers), dtype=np.int64)
            continues[: len(before)] = (numbers[: len(before)] == before + 1) & follows[before]
            yield numbers, continues
            before = numbers


class Shuffled(Sampler[Step]):
    """Windows in random order, a pure function of (seed, epoch), each read from a zero state."""

    def __init__(self, windows: Examples, batch_size: int, seed: tuple[int, int] | None = None) -> None:
        self.count = len(windows)
        self.batch_size = batch_size
        self.seed = seed

    def __len__(self) -> int:
        return math.ceil(self.count / self.batch_size)

    def __iter__(self) -> Iterator[Step]:
        order = np.arange(self.count)
        if self.seed is not None:
            order = np.random.default_rng(self.seed).permutation(order)
        for at in range(0, self.count, self.batch_size):
            rows = order[at : at + self.batch_size]
            yield rows, np.zeros(len(rows), dtype=np.int64)


def whole_texts(arrays: TokenArrays, length: int, batch_size: int) -> Iterator[tuple[Integers, Batch]]:
    """Every token of every text but its first as a target once: numbers of texts, and a batch with a row for each.

    `length` tokens at a time, of texts of about the same length; where one is over, targets are NO_TARGET.
    """
    sizes = arrays.ends - arrays.starts
    order = np.argsort(sizes, kind="stable")
    for at in range(0, len(order), batch_size):
        texts = order[at : at + batch_size]
        for step in range(0, int(sizes[texts].max()) - 1, length):
            steps = step + np.arange(min(length, int(sizes[texts].max()) - 1 - step) + 1)
            inside = steps < sizes[texts][:, None]  # (batch, time + 1)
            places = np.where(inside, arrays.starts[texts][:, None] + steps, 0)
            tokens = np.where(inside, arrays.ids[places], 0).astype(np.int64)
            targets = np.where(inside, tokens, NO_TARGET)[:, 1:]
            continues = torch.full((len(texts),), float(step > 0))
            yield texts, Batch((torch.from_numpy(tokens[:, :-1]), continues), torch.from_numpy(targets))
