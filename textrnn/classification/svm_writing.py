"""Writes the SVM of a classifier: n-grams as JSON, numbers as safetensors, nothing that is code."""

from pathlib import Path

import numpy as np
import safetensors.numpy

from textrnn.classification.svm import LinearSvm
from textrnn.files import write_json
from textrnn.model.layout import SVM, SVM_WEIGHTS


def write_svm(folder: Path, part: LinearSvm) -> None:
    """Write its files into a folder that is there."""
    write_json(folder / SVM, part.reading())
    tensors = {name: np.ascontiguousarray(values) for name, values in part.tensors().items()}
    safetensors.numpy.save_file(tensors, folder / SVM_WEIGHTS)
