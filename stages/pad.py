"""Pad: documents -> rows of tokens, cut to a longest length and padded to few widths."""

from pathlib import Path

import numpy as np

from stages.command_line import run
from textrnn.data.arrays import TokenArrays, read_arrays
from textrnn.data.examples import DOCUMENT, TRUNCATION, Examples, make_examples
from textrnn.data.records import SPLITS
from textrnn.data.truncation import Truncation
from textrnn.files import replacing, write_json
from textrnn.params.section import read_section


class Params(Truncation):
    """Section `<task>.pad`."""


def pad(arrays: TokenArrays, params: Params) -> Examples:
    """One example for each document."""
    lengths = np.minimum(arrays.ends - arrays.starts, params.max_length)
    return make_examples(
        DOCUMENT,
        start=arrays.starts,
        length=lengths,
        width=params.row_widths(lengths),
        label=arrays.labels,
    )


def main(task: str, *, ids: Path, examples: Path) -> None:
    """Write the examples of each split, and how they are read."""
    params = read_section(f"{task}.pad", Params)
    with replacing(examples) as folder:
        folder.mkdir()
        write_json(folder / TRUNCATION, params.model_dump())
        for name in SPLITS:
            np.save(folder / f"{name}.npy", pad(read_arrays(ids / name), params))


if __name__ == "__main__":
    run(main)
