"""What each token of a text costs, on disk: a number for each id, 0 for the mark at the start of a text."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textrnn.data.arrays import TokenArrays
from textrnn.errors import reading

FILE = "token_nats.npy"
Nats = NDArray[np.floating[Any]]  # (tokens,)


def write_token_nats(folder: Path, nats: Nats) -> None:
    """Write what each token costs."""
    np.save(folder / FILE, nats.astype(np.float32))


def read_token_nats(folder: Path, arrays: TokenArrays) -> Nats:
    """What each token of some texts costs.

    Raises:
        InputError: it is damaged, or of other texts.
    """
    with reading(path := folder / FILE):
        nats = np.load(path)
        if nats.dtype != np.float32 or nats.shape != arrays.ids.shape:
            raise ValueError(f"it holds {nats.dtype} {nats.shape}, not a number for each of {len(arrays.ids)} tokens")
        return np.asarray(nats, np.float64)
