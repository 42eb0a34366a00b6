"""Loads the network of a model, checked: anyone may have made it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import torch
from pydantic import Field, ValidationError
from safetensors.torch import load
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from textrnn.errors import reading
from textrnn.model.config import read_config
from textrnn.model.layout import CONFIG, WEIGHTS
from textrnn.model.reading import REMEDY, read_file
from textrnn.params.section import Section

# (vocabulary, features)
EmbeddingShape = Annotated[list[Annotated[int, Field(gt=0)]], Field(min_length=2, max_length=2)]
ShapeType = TypeVar("ShapeType", bound=Section)
NetworkType = TypeVar("NetworkType", bound=nn.Module)


def load_network(
    model: Path, kind: str, shape_type: type[ShapeType], build: Callable[[ShapeType], NetworkType]
) -> NetworkType:
    """The network of a model, ready to be used; `build` makes one of the shape that its configuration has.

    Raises:
        InputError: it is no model of this kind, or damaged.
    """
    config = read_config(model, kind)
    with reading(model / CONFIG, REMEDY), torch.device("meta"), WithoutInitialization():
        network = build(checked_shape(shape_type, config))
    load_weights(network, model)
    return network.eval()


def checked_shape(shape_type: type[ShapeType], config: dict[str, Any]) -> ShapeType:
    """What a network is built from.

    Raises:
        ValueError: the configuration lacks a part of it, or has one out of its bounds.
    """
    try:
        return shape_type.model_validate({name: config[name] for name in shape_type.model_fields})
    except ValidationError as error:
        raise ValueError(first_problem(error)) from error


def first_problem(error: ValidationError) -> str:
    """What is wrong first, and where."""
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


class WithoutInitialization(TorchFunctionMode):
    """Layers leave their weights unfilled. On the device `meta` torch would load its compiler for that: a second."""

    def __torch_function__(
        self, function: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if getattr(function, "__module__", None) == nn.init.__name__:
            return None
        return function(*args, **(kwargs or {}))


def load_weights(network: nn.Module, model: Path) -> None:
    """Load the weights into a network that was made on the device `meta`, so without memory for any.

    Raises:
        InputError: they have another shape or type, or one of them is NaN or infinite.
    """
    with reading(model / WEIGHTS, REMEDY):
        weights = load(read_file(model, WEIGHTS))
        if wrong := [name for name, values in weights.items() if values.dtype != torch.float32]:
            raise ValueError(f"{wrong[0]} is not of type float32")
        if shapes(weights) != shapes(network.state_dict()):
            raise ValueError(f"its weights do not have the shapes that {CONFIG} says")
        network.load_state_dict({name: values.clone() for name, values in weights.items()}, assign=True)
        if wrong := [name for name, values in weights.items() if not values.isfinite().all()]:
            raise ValueError(f"{wrong[0]} has values that are NaN or infinite")


def shapes(weights: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    """The shape of each weight."""
    return {name: values.shape for name, values in weights.items()}
