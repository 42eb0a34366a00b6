"""Encoded text on disk: flat arrays that are mapped into memory, not read.

ids         17  4 | 8  2  9 | 5        one array for all documents, the smallest type that holds the vocabulary
ends              2         5   6      where each document ends
characters        9        14   3      how many characters each document had
labels            0         3   0      the number of its label, where documents have one
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from textrnn.errors import reading

Integers = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class TokenArrays:
    """The documents of one split."""

    ids: Integers
    ends: Integers
    characters: Integers
    labels: Integers | None

    @property
    def starts(self) -> Integers:
        """Where each document starts."""
        return np.concatenate([[0], self.ends[:-1]]).astype(np.int64)

    def documents(self) -> list[Integers]:
        """The ids of each document."""
        return [self.ids[start:end] for start, end in zip(self.starts, self.ends, strict=True)]


def read_arrays(folder: Path) -> TokenArrays:
    """Map the arrays of one split."""
    labels = folder / "labels.npy"
    ids, ends, characters = (map_array(folder / f"{name}.npy") for name in ("ids", "ends", "characters"))
    return TokenArrays(ids, ends, characters, map_array(labels) if labels.exists() else None)


def map_array(path: Path) -> Integers:
    """Map an array into memory, or read it if it is empty, which cannot be mapped."""
    with reading(path):
        array = np.asarray(np.load(path, mmap_mode="r"))  # A plain array over the map: indexing it is much faster.
        if array.ndim != 1 or array.dtype.kind not in "iu":
            raise ValueError(f"it holds {array.dtype} {array.shape}, not a row of integers")
    return array


class ArrayWriter:
    """Appends integers to a one-dimensional `.npy` file, so that none of it stays in memory."""

    def __init__(self, path: Path, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype.newbyteorder("<")
        self.length = 0
        self.file: BinaryIO = path.open("wb")
        self.write_header()

    def write_header(self) -> None:
        """Write the header for the length so far; numpy leaves room in it for the length to grow."""
        description = {"descr": self.dtype.str, "fortran_order": False, "shape": (self.length,)}
        np.lib.format.write_array_header_1_0(self.file, description)

    def append(self, values: list[int]) -> None:
        """Write values behind those already there."""
        self.file.write(np.array(values, dtype=self.dtype).tobytes())
        self.length += len(values)

    def close(self) -> None:
        """Write the final length and close the file."""
        self.file.seek(0)
        self.write_header()
        self.file.close()


class TokenWriter:
    """Writes the arrays of one split, piece by piece of its documents, until it is closed."""

    def __init__(self, folder: Path, vocabulary_size: int, labelled: bool) -> None:
        folder.mkdir()
        wide = np.dtype(np.int64)
        self.ids = ArrayWriter(folder / "ids.npy", np.min_scalar_type(vocabulary_size - 1))
        self.ends = ArrayWriter(folder / "ends.npy", wide)
        self.characters = ArrayWriter(folder / "characters.npy", wide)
        self.labels = ArrayWriter(folder / "labels.npy", wide) if labelled else None
        self.open_characters = 0

    def append(self, ids: list[int], characters: int = 0) -> None:
        """Add ids to the open document, and how many characters they stand for."""
        self.ids.append(ids)
        self.open_characters += characters

    def end_document(self, label: int | None) -> None:
        """Close the open document."""
        self.ends.append([self.ids.length])
        self.characters.append([self.open_characters])
        self.open_characters = 0
        if self.labels:
            if label is None:
                raise ValueError("a labelled split has a document without a label")
            self.labels.append([label])

    def close(self) -> None:
        """Finish all files."""
        for writer in (self.ids, self.ends, self.characters, self.labels):
            if writer:
                writer.close()
