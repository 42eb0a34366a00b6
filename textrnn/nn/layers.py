"""Layers that both networks are built of."""

from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

Initialization = Literal["pytorch", "orthogonal"]


def make_lstm(input_size: int, hidden_size: int, initialization: Initialization) -> nn.LSTM:
    """One layer, time first: `nn.LSTM` computes so, and would copy what comes batch first.

    `orthogonal`: orthogonal recurrent weights (Saxe 2014, arXiv:1312.6120), Xavier input weights, forget-gate
    bias 1 (Jozefowicz 2015); `pytorch`: all uniform, as `nn.LSTM` comes.
    """
    lstm = nn.LSTM(input_size, hidden_size)
    if initialization == "orthogonal":
        initialize_orthogonal(lstm)
    return lstm


def initialize_orthogonal(lstm: nn.LSTM) -> None:
    """Set the weights of one layer, gate by gate: input, forget, cell, output."""
    inputs, recurrent, *biases = [parameter.data for parameter in lstm.parameters()]
    for recurrent_gate, input_gate in zip(recurrent.chunk(4), inputs.chunk(4), strict=True):
        nn.init.orthogonal_(recurrent_gate)
        nn.init.xavier_uniform_(input_gate)
    for bias in biases:
        nn.init.zeros_(bias)
    nn.init.ones_(biases[0].chunk(4)[1])


def reverse_rows(values: Tensor, lengths: Tensor) -> Tensor:
    """Reverse each row within its length; the padding behind it stays where it is.

    values: (time, batch, features); lengths: (batch,)
    """
    steps = torch.arange(len(values), device=values.device)[:, None]
    backwards = lengths - 1 - steps
    places = torch.where(backwards >= 0, backwards, steps) * len(lengths) + torch.arange(
        len(lengths), device=values.device
    )
    reversed_rows: Tensor = Permutation.apply(values, places.flatten())  # type: ignore[no-untyped-call]
    return reversed_rows


class Permutation(torch.autograd.Function):
    """Swaps time steps in pairs, so that the gradient goes the same way back.

    PyTorch's own gradient adds each step up where it came from, as if several could have come from one place, and
    takes many times as long.
    """

    @staticmethod
    def forward(context: Any, values: Tensor, places: Tensor) -> Tensor:
        """(time, batch, features), (time * batch,) -> (time, batch, features)."""
        context.save_for_backward(places)
        return swapped(values, places)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        """The gradient of the values."""
        (places,) = context.saved_tensors
        return swapped(gradients[0], places), None


def swapped(values: Tensor, places: Tensor) -> Tensor:
    """The time steps of all rows (time, batch, features), taken from these places."""
    return values.flatten(0, 1).index_select(0, places).view_as(values)


class Product(torch.autograd.Function):
    """inputs @ weight.T + bias, by OpenBLAS.

    Held to the same bits on every CPU, MKL, which PyTorch calls, has a third of the speed of OpenBLAS, which numpy
    calls: with a vocabulary of a thousand tokens that is a third of a training step.
    """

    @staticmethod
    def forward(context: Any, inputs: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        """(rows, features), (outputs, features), (outputs,) -> (rows, outputs)."""
        context.save_for_backward(inputs, weight)
        with np.errstate(over="ignore", invalid="ignore"):  # Whoever uses the result looks whether it is a number.
            return torch.from_numpy(inputs.numpy() @ weight.numpy().T).add_(bias)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The gradients of inputs, weight and bias."""
        inputs, weight = context.saved_tensors
        gradient = np.ascontiguousarray(gradients[0].numpy())
        return (
            torch.from_numpy(gradient @ weight.numpy()),
            torch.from_numpy(gradient.T @ inputs.numpy()),
            gradients[0].sum(dim=0),
        )


class Linear(nn.Linear):
    """`nn.Linear` for many outputs."""

    def forward(self, inputs: Tensor) -> Tensor:
        """(…, features) -> (…, outputs)."""
        if inputs.is_cuda:
            return super().forward(inputs)
        rows: Tensor = Product.apply(inputs.flatten(0, -2), self.weight, self.bias)  # type: ignore[no-untyped-call]
        return rows.view(*inputs.shape[:-1], self.out_features)
