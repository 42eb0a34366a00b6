"""Writes the linear part of a classifier: n-grams as JSON, numbers as safetensors, nothing that is code."""

from pathlib import Path

import numpy as np
import safetensors.numpy

from textrnn.classification.linear_part import LinearPart
from textrnn.files import write_json
from textrnn.model.layout import LINEAR, LINEAR_WEIGHTS


def write_linear_part(folder: Path, part: LinearPart) -> None:
    """Write its files into a folder that is there."""
    write_json(folder / LINEAR, part.reading())
    tensors = {name: np.ascontiguousarray(values) for name, values in part.tensors().items()}
    safetensors.numpy.save_file(tensors, folder / LINEAR_WEIGHTS)
