"""A trained generator's network, from its folder or the file that it was packed into."""

from pathlib import Path
from typing import Annotated, Self

import torch
from pydantic import Field, model_validator

from textrnn.errors import reading
from textrnn.generation.network import KIND, Architecture, GeneratorNetwork
from textrnn.model.layout import CONFIG
from textrnn.model.reading import REMEDY, read_config
from textrnn.model.weights import Unfilled, load_weights
from textrnn.params.section import Section


class Shape(Section):
    """What a trained network is built from, as its folder has it."""

    architecture: Architecture
    embedding: Annotated[list[Annotated[int, Field(gt=0)]], Field(min_length=2, max_length=2)]
    unseen: list[Annotated[int, Field(ge=0)]]

    @model_validator(mode="after")
    def something_can_be_drawn(self) -> Self:
        """Refuse tokens that are none, and all of them."""
        if max(self.unseen, default=0) >= self.embedding[0] or len(set(self.unseen)) == self.embedding[0]:
            raise ValueError("unseen should name some of the tokens")
        return self


def load_network(model: Path) -> GeneratorNetwork:
    """Load a trained network, ready to generate.

    Raises:
        InputError: it is no such model, or damaged.
    """
    config = read_config(model, KIND)
    with reading(model / CONFIG, REMEDY), torch.device("meta"), Unfilled():
        shape = Shape.model_validate({name: config[name] for name in Shape.model_fields})
        network = GeneratorNetwork(torch.empty(shape.embedding), shape.architecture)
        network.unseen = shape.unseen
    load_weights(network, model)
    return network.eval()
