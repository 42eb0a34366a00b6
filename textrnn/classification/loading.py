"""The network of a trained classifier, from its folder or the file that it was packed into."""

from pathlib import Path
from typing import Annotated

import torch
from pydantic import AfterValidator, Field

from textrnn.classification.network import KIND, Architecture, ClassifierNetwork
from textrnn.data.classes import LONGEST_LABEL
from textrnn.model import loading
from textrnn.model.loading import EmbeddingShape
from textrnn.params.section import Section


def distinct(labels: list[str]) -> list[str]:
    """Refuse two labels of one name, and what no file could hold."""
    if len(set(labels)) < len(labels):
        raise ValueError("two labels are the same")
    "".join(labels).encode()  # A lone surrogate is a ValueError.
    return labels


Label = Annotated[str, Field(max_length=LONGEST_LABEL)]


class Shape(Section):
    """What a trained network is built from, as its configuration has it."""

    architecture: Architecture
    embedding: EmbeddingShape
    labels: Annotated[list[Label], AfterValidator(distinct)] = Field(min_length=2)
    temperature: float = Field(gt=0, le=1000)


def load_network(model: Path) -> ClassifierNetwork:
    """Load a trained network, ready to predict.

    Raises:
        InputError: it is no such model, or damaged.
    """
    return loading.load_network(model, KIND, Shape, build)


def build(shape: Shape) -> ClassifierNetwork:
    """A network of this shape, its weights yet to come."""
    network = ClassifierNetwork(torch.empty(shape.embedding), shape.labels, shape.architecture)
    network.temperature = shape.temperature
    return network
