"""A trained classifier's network, from its folder or the file that it was packed into."""

from pathlib import Path
from typing import Annotated

import torch
from pydantic import AfterValidator, Field

from textrnn.classification.network import KIND, Architecture, ClassifierNetwork
from textrnn.errors import reading
from textrnn.model.layout import CONFIG
from textrnn.model.reading import REMEDY, read_config
from textrnn.model.weights import Unfilled, load_weights
from textrnn.params.section import Section


def all_different(labels: list[str]) -> list[str]:
    """Refuse two labels of one name, and what no file could hold."""
    if len(set(labels)) < len(labels):
        raise ValueError("two labels are the same")
    "".join(labels).encode()  # Half a character is a ValueError.
    return labels


class Shape(Section):
    """What a trained network is built from, as its folder has it."""

    architecture: Architecture
    embedding: Annotated[list[Annotated[int, Field(gt=0)]], Field(min_length=2, max_length=2)]
    labels: Annotated[list[str], AfterValidator(all_different)] = Field(min_length=2)
    temperature: float = Field(gt=0, le=1000)


def load_network(model: Path) -> ClassifierNetwork:
    """Load a trained network, ready to predict.

    Raises:
        InputError: it is no such model, or damaged.
    """
    config = read_config(model, KIND)
    with reading(model / CONFIG, REMEDY), torch.device("meta"), Unfilled():
        shape = Shape.model_validate({name: config[name] for name in Shape.model_fields})
        network = ClassifierNetwork(torch.empty(shape.embedding), shape.labels, shape.architecture)
        network.temperature = shape.temperature
    load_weights(network, model)
    return network.eval()
