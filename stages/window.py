"""Window: running text -> windows, each a context whose every token has the next one as its target."""

from pathlib import Path

import numpy as np
from pydantic import Field

from stages.command_line import run
from textrnn.data.arrays import TokenArrays, read_arrays
from textrnn.data.examples import WINDOW, Examples, make_examples
from textrnn.data.records import SPLITS
from textrnn.errors import InputError
from textrnn.files import replacing
from textrnn.params.section import Section, read_section


class Params(Section):
    """Section `<task>.window`."""

    context_length: int = Field(gt=0, le=65_536, description="tokens of a window")
    stride: int = Field(
        gt=0, le=1_000_000, description="tokens from one window to the next; less than context_length: they overlap"
    )


def window(arrays: TokenArrays, params: Params) -> Examples:
    """All windows that lie, with their last target, inside one document."""
    starts = [
        np.arange(start, end - params.context_length, params.stride)
        for start, end in zip(arrays.starts, arrays.ends, strict=True)
    ]
    return make_examples(WINDOW, start=np.concatenate(starts), length=params.context_length)


def main(task: str, *, ids: Path, examples: Path) -> None:
    """Write the windows of each split."""
    params = read_section(f"{task}.window", Params)
    with replacing(examples) as folder:
        folder.mkdir()
        for name in SPLITS:
            windows = window(read_arrays(ids / name), params)
            if not len(windows):
                raise InputError(
                    f"{name} has no document of more than {params.context_length} tokens: "
                    f"lower {task}.window.context_length in params.yaml"
                )
            np.save(folder / f"{name}.npy", windows)


if __name__ == "__main__":
    run(main)
