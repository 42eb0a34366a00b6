"""The weights of a model: read, and checked before a network takes them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from textrnn.errors import reading
from textrnn.model.layout import CONFIG, WEIGHTS
from textrnn.model.reading import REMEDY, read_part


class Unfilled(TorchFunctionMode):
    """Leaves out how layers fill their weights, for which torch loads its compiler on the device `meta`: a second."""

    def __torch_function__(
        self, function: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if getattr(function, "__module__", None) == nn.init.__name__:
            return None
        return function(*args, **(kwargs or {}))


def load_weights(network: nn.Module, model: Path) -> None:
    """Load the weights into a network that was made on the device `meta`, so without memory for any.

    Raises:
        InputError: they have another shape or type, or one of them is no number.
    """
    with reading(model / WEIGHTS, REMEDY):
        weights = load(read_part(model, WEIGHTS))
        if wrong := [name for name, values in weights.items() if values.dtype != torch.float32]:
            raise ValueError(f"{wrong[0]} is not of type float32")
        if shapes(weights) != shapes(network.state_dict()):
            raise ValueError(f"its weights do not have the shapes that {CONFIG} says")
        network.to_empty(device="cpu").load_state_dict(weights)
        if wrong := [name for name, values in weights.items() if not values.isfinite().all()]:
            raise ValueError(f"{wrong[0]} has values that are no numbers")


def shapes(weights: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    """The shape of each weight."""
    return {name: values.shape for name, values in weights.items()}
