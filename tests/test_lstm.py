import pytest
import torch

from textrnn.lstm import make_lstm, reverse_rows


def test_rows_are_reversed_within_their_lengths() -> None:
    values = torch.arange(12.0).view(3, 4, 1)
    found = reverse_rows(values, torch.tensor([4, 2, 0]))[:, :, 0]
    assert found.tolist() == [[3, 2, 1, 0], [5, 4, 6, 7], [8, 9, 10, 11]]


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
