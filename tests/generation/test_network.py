"""The generator, held against PyTorch's own stacked LSTM."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from textrnn.files import write_json
from textrnn.generation.loading import load_network
from textrnn.generation.network import Architecture, GeneratorNetwork
from textrnn.model.layout import FORMAT

TOKENS = torch.randint(0, 30, (4, 12), generator=torch.Generator().manual_seed(1))


def make_network(*, residual: bool, layers: int = 3, bigram_vectors: int = 11) -> GeneratorNetwork:
    torch.manual_seed(1)
    architecture = Architecture(
        bigram_vectors=bigram_vectors,
        hidden_size=6,
        layers=layers,
        residual=residual,
        dropout=0.5,
        initialization="pytorch",
    )
    return GeneratorNetwork(torch.randn(30, 6), architecture).eval()


def test_logits_are_those_of_a_stacked_lstm() -> None:
    network = make_network(residual=False, bigram_vectors=0)
    lstm = nn.LSTM(6, 6, num_layers=3, batch_first=True)
    weights = [layer.state_dict() for layer in network.layers]
    lstm.load_state_dict(
        {f"{name[:-1]}{number}": value for number, layer in enumerate(weights) for name, value in layer.items()}
    )
    outputs, (hidden, cell) = lstm(network.embedding.tokens(TOKENS))
    logits, state = network(TOKENS)
    torch.testing.assert_close(logits, network.head(outputs))
    torch.testing.assert_close(state.hidden, hidden.transpose(0, 1))
    torch.testing.assert_close(state.cell, cell.transpose(0, 1))
    assert torch.equal(state.last_token, TOKENS[:, -1:])


def test_a_residual_layer_adds_its_input() -> None:
    network = make_network(residual=True, layers=1, bigram_vectors=0)
    embedded = network.embedding.tokens(TOKENS.T)
    expected = network.head(embedded + network.layers[0](embedded)[0]).transpose(0, 1)
    torch.testing.assert_close(network(TOKENS)[0], expected)


def test_the_first_bigram_of_a_batch_begins_with_the_last_token_of_the_one_before() -> None:
    network = make_network(residual=True)
    _, state = network(TOKENS)
    read: list[torch.Tensor] = []
    network.embedding.register_forward_pre_hook(lambda _, inputs: read.append(inputs[1]))
    network(TOKENS, state)
    network(TOKENS)
    assert read[0].tolist() == TOKENS[:, -1:].tolist()
    assert not read[1].any()


@pytest.mark.parametrize("residual", [True, False])
def test_a_carried_state_reads_on_as_if_nothing_had_been_cut(residual: bool) -> None:
    network = make_network(residual=residual)
    whole, _ = network(TOKENS)
    pieces, state = [], None
    for at in (0, 4, 8):
        logits, state = network.read((TOKENS[:, at : at + 4], torch.full((4,), float(at > 0))), state)
        pieces.append(logits)
    torch.testing.assert_close(torch.cat(pieces, dim=1), whole)


def test_a_row_that_does_not_continue_starts_from_zero() -> None:
    network = make_network(residual=True)
    cold, after = network(TOKENS)
    mixed, _ = network.read((TOKENS, torch.tensor([1.0, 0, 1, 0])), after)
    warm, _ = network(TOKENS, after)
    torch.testing.assert_close(mixed[[1, 3]], cold[[1, 3]])
    torch.testing.assert_close(mixed[[0, 2]], warm[[0, 2]])


def test_dropout_stands_behind_the_embedding_and_each_layer() -> None:
    network = make_network(residual=True).train()
    dropped: list[tuple[int, ...]] = []
    network.dropout.register_forward_hook(lambda _, inputs, __: dropped.append(tuple(inputs[0].shape)))
    assert not torch.equal(network(TOKENS)[0], network(TOKENS)[0])
    assert dropped == [(12, 4, 6)] * 8  # time first
    assert torch.equal(network.eval()(TOKENS)[0], network(TOKENS)[0])


def test_rows_that_are_over_leave_the_others_alone() -> None:
    network = make_network(residual=True)
    _, state = network(TOKENS)
    _, after = network(TOKENS[:2])
    logits, _ = network.read((TOKENS[:2], torch.ones(2)), state)
    torch.testing.assert_close(logits, network(TOKENS[:2], after)[0])


def test_the_past_does_not_see_the_future() -> None:
    network = make_network(residual=True)
    changed = TOKENS.clone()
    changed[:, 7:] = 3
    torch.testing.assert_close(network(changed)[0][:, :7], network(TOKENS)[0][:, :7])


def test_a_saved_network_predicts_the_same(tmp_path: Path) -> None:
    network = make_network(residual=True)
    save_file(network.state_dict(), tmp_path / "model.safetensors")
    write_json(tmp_path / "config.json", {"format": FORMAT} | network.config())
    assert torch.equal(load_network(tmp_path)(TOKENS)[0], network(TOKENS)[0])
