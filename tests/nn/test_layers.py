import pytest
import torch
from torch import nn

from textrnn.nn.layers import Linear, make_lstm, reverse_rows


def test_rows_are_reversed_within_their_lengths() -> None:
    values = torch.arange(12.0).view(3, 4).T[:, :, None]  # (time, batch, features)
    found = reverse_rows(values, torch.tensor([4, 2, 0]))[:, :, 0]
    assert found.T.tolist() == [[3, 2, 1, 0], [5, 4, 6, 7], [8, 9, 10, 11]]


def test_gradients_of_reversed_rows_are_finite_differences() -> None:
    values = torch.randn(4, 3, 2, dtype=torch.float64, requires_grad=True)
    lengths = torch.tensor([4, 2, 0])
    times = torch.arange(4.0)[:, None, None]
    assert torch.autograd.gradcheck(lambda given: reverse_rows(given, lengths) * times, values)


def test_orthogonal_initialization() -> None:
    lstm = make_lstm(5, 6, "orthogonal")
    for gate in lstm.weight_hh_l0.chunk(4):  # type: ignore[operator]
        torch.testing.assert_close(gate @ gate.T, torch.eye(6))
    bias = lstm.bias_ih_l0 + lstm.bias_hh_l0  # type: ignore[operator]
    assert bias.tolist() == [0] * 6 + [1] * 6 + [0] * 12


@pytest.mark.parametrize("seed", [1, 2])
def test_pytorch_initialization_is_that_of_the_library(seed: int) -> None:
    torch.manual_seed(seed)
    ours = make_lstm(5, 6, "pytorch")
    torch.manual_seed(seed)
    for mine, theirs in zip(ours.parameters(), torch.nn.LSTM(5, 6).parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_values_and_gradients_are_those_of_pytorch() -> None:
    torch.manual_seed(1)
    ours, theirs = Linear(5, 7), nn.Linear(5, 7)
    theirs.load_state_dict(ours.state_dict())
    inputs = torch.randn(3, 4, 5)
    weights = torch.randn(3, 4, 7)
    gradients = []
    for layer in (ours, theirs):
        given = inputs.clone().requires_grad_()
        torch.autograd.backward((layer(given) * weights).sum())
        gradients.append([given.grad, layer.weight.grad, layer.bias.grad])
    torch.testing.assert_close(ours(inputs), theirs(inputs))
    torch.testing.assert_close(gradients[0], gradients[1])


def test_gradients_are_finite_differences() -> None:
    torch.manual_seed(1)
    layer = Linear(3, 4).double()
    assert torch.autograd.gradcheck(layer, torch.randn(2, 3, dtype=torch.float64, requires_grad=True))
