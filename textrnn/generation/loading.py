"""The network of a trained generator, from its folder or the file that it was packed into."""

from pathlib import Path
from typing import Annotated, Self

import torch
from pydantic import Field, model_validator

from textrnn.generation.network import KIND, Architecture, GeneratorNetwork
from textrnn.model import loading
from textrnn.model.loading import EmbeddingShape
from textrnn.params.section import Section


class Shape(Section):
    """What a trained network is built from, as its configuration has it."""

    architecture: Architecture
    embedding: EmbeddingShape
    unseen: list[Annotated[int, Field(ge=0)]]

    @model_validator(mode="after")
    def some_tokens_can_be_sampled(self) -> Self:
        """Refuse tokens that are none, and all of them."""
        if max(self.unseen, default=0) >= self.embedding[0] or len(set(self.unseen)) == self.embedding[0]:
            raise ValueError("unseen should name some of the tokens")
        return self


def load_network(model: Path) -> GeneratorNetwork:
    """Load a trained network, ready to generate.

    Raises:
        InputError: it is no such model, or damaged.
    """
    return loading.load_network(model, KIND, Shape, build)


def build(shape: Shape) -> GeneratorNetwork:
    """A network of this shape, its weights yet to come."""
    network = GeneratorNetwork(torch.empty(shape.embedding), shape.architecture)
    network.unseen = shape.unseen
    return network
