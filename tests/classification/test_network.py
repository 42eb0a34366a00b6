"""The classifier, held against PyTorch's own bidirectional LSTM over packed sequences."""

from itertools import pairwise, product
from pathlib import Path
from typing import get_args

import pytest
import torch
from pydantic import ValidationError
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from textrnn.classification.loading import load_network
from textrnn.classification.network import Architecture, ClassifierNetwork, Pooling, pool
from textrnn.files import write_json
from textrnn.model.layout import FORMAT

LENGTHS = torch.tensor([7, 1, 4, 10])
TOKENS = torch.randint(1, 20, (4, 10), generator=torch.Generator().manual_seed(1))
OPTIONS: list[tuple[Pooling, bool, int]] = list(product(get_args(Pooling), (True, False), (1, 2)))


def make_network(pooling: Pooling, bidirectional: bool, layers: int) -> ClassifierNetwork:
    torch.manual_seed(1)
    architecture = Architecture(
        word_dropout=0.5,
        bigram_vectors=0,
        hidden_size=5,
        layers=layers,
        bidirectional=bidirectional,
        pooling=pooling,
        embedding_dropout=0.5,
        dropout=0.5,
        initialization="pytorch",
    )
    return ClassifierNetwork(torch.randn(20, 6), ["x", "y", "z"], architecture).eval()


def oracle(network: ClassifierNetwork) -> nn.LSTM:
    """PyTorch's stacked LSTM with the same weights."""
    shape = network.architecture
    lstm = nn.LSTM(6, 5, shape.layers, bidirectional=shape.bidirectional, batch_first=True)
    weights = {}
    for number, layer in enumerate(network.layers):
        for name, value in layer.state_dict().items():
            direction, weight = name.split(".")
            ending = "_reverse" if direction == "backwards" else ""
            weights[f"{weight[:-1]}{number}{ending}"] = value
    lstm.load_state_dict(weights)
    return lstm


def oracle_pool(outputs: Tensor, final: Tensor, length: int, pooling: Pooling, bidirectional: bool) -> Tensor:
    """The pooled state of one row; outputs: (time, features), final: (directions, hidden)."""
    if pooling == "last":
        return final.flatten() if bidirectional else outputs[length - 1]
    rows = [outputs[step] for step in range(length)]
    largest, mean = torch.stack(rows).max(dim=0).values, torch.stack(rows).mean(dim=0)
    return {"max": largest, "mean": mean, "max_mean": torch.cat([largest, mean])}[pooling]


@pytest.mark.parametrize(("pooling", "bidirectional", "layers"), OPTIONS)
def test_logits_are_those_of_packed_sequences(pooling: Pooling, bidirectional: bool, layers: int) -> None:
    network = make_network(pooling, bidirectional, layers)
    packed = pack_padded_sequence(network.embedding.tokens(TOKENS), LENGTHS, batch_first=True, enforce_sorted=False)
    states, (finals, _) = oracle(network)(packed)
    outputs, _ = pad_packed_sequence(states, batch_first=True)
    directions = 2 if bidirectional else 1
    pooled = [
        oracle_pool(outputs[row], finals[-directions:, row], int(LENGTHS[row]), pooling, bidirectional)
        for row in range(4)
    ]
    torch.testing.assert_close(network(TOKENS, LENGTHS), network.head(torch.stack(pooled)), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(("bidirectional", "layers"), [(True, 1), (True, 2), (False, 1)])
def test_gradients_are_those_of_packed_sequences(bidirectional: bool, layers: int) -> None:
    network = make_network("mean", bidirectional, layers)
    mine = torch.autograd.grad(network(TOKENS, LENGTHS).square().sum(), network.embedding.tokens.weight)[0]
    packed = pack_padded_sequence(network.embedding.tokens(TOKENS), LENGTHS, batch_first=True, enforce_sorted=False)
    outputs, _ = pad_packed_sequence(oracle(network)(packed)[0], batch_first=True)
    means = torch.stack([outputs[row, :length].mean(dim=0) for row, length in enumerate(LENGTHS.tolist())])
    theirs = torch.autograd.grad(network.head(means).square().sum(), network.embedding.tokens.weight)[0]
    torch.testing.assert_close(mine.to_dense(), theirs.to_dense(), atol=1e-5, rtol=1e-5)


def test_embedding_dropout_leaves_out_the_same_features_at_each_word_of_a_row() -> None:
    network = make_network("mean", False, 1)
    off = {"word_dropout": 0.0, "embedding_dropout": 0.5, "dropout": 0.0}
    other = ClassifierNetwork(torch.randn(20, 6), network.labels, network.architecture.model_copy(update=off)).train()
    read: list[Tensor] = []
    other.layers[0].register_forward_pre_hook(lambda _, inputs: read.append(inputs[0]))
    other(torch.full((4, 7), 3), LENGTHS)
    kept = read[0] != 0  # (time, batch, features)
    assert (kept == kept[0]).all()
    assert len({tuple(row) for row in kept[0].tolist()}) > 1


@pytest.mark.parametrize(("pooling", "bidirectional", "layers"), OPTIONS)
def test_logits_depend_on_neither_batch_mates_nor_padding(pooling: Pooling, bidirectional: bool, layers: int) -> None:
    network = make_network(pooling, bidirectional, layers)
    together = network(TOKENS, LENGTHS)
    wider = torch.cat([TOKENS, torch.full((4, 6), 19)], dim=1)
    torch.testing.assert_close(network(wider, LENGTHS), together, atol=1e-5, rtol=0)
    for row, length in enumerate(LENGTHS.tolist()):
        alone = network(TOKENS[row : row + 1, :length], LENGTHS[row : row + 1])
        torch.testing.assert_close(alone[0], together[row], atol=1e-5, rtol=0)


@pytest.mark.parametrize(("pooling", "bidirectional", "layers"), OPTIONS)
def test_an_empty_document_has_the_logits_of_an_empty_state(pooling: Pooling, bidirectional: bool, layers: int) -> None:
    network = make_network(pooling, bidirectional, layers)
    logits = network(TOKENS, torch.tensor([0, 3, 0, 5]))
    assert torch.equal(logits[0], network.head.bias)
    assert torch.equal(logits[2], network.head.bias)


@pytest.mark.parametrize(
    ("name", "pooling", "layers"),
    [
        ("word_dropout", "max", 1),
        ("embedding_dropout", "mean", 1),
        ("dropout", "last", 1),
        ("dropout", "max", 2),
        ("embedding_dropout", "mean", 0),
    ],
)
def test_each_dropout_is_for_training_alone(name: str, pooling: Pooling, layers: int) -> None:
    off = {"word_dropout": 0.0, "embedding_dropout": 0.0, "dropout": 0.0}
    network = make_network(pooling, True, layers)
    expected = network(TOKENS, LENGTHS)
    for changes in ({}, {name: 0.5}):
        architecture = network.architecture.model_copy(update=off | changes)
        other = ClassifierNetwork(torch.randn(20, 6), network.labels, architecture)
        other.load_state_dict(network.state_dict())
        assert torch.equal(other.train()(TOKENS, LENGTHS), expected) == (not changes)
        assert torch.equal(other.eval()(TOKENS, LENGTHS), expected)


def test_dropout_stands_between_layers_and_before_the_head() -> None:
    dropped: list[tuple[int, ...]] = []
    network = make_network("max", True, 2).train()
    network.dropout.register_forward_hook(lambda _, inputs, __: dropped.append(tuple(inputs[0].shape)))
    network(TOKENS, LENGTHS)
    assert dropped == [(10, 4, 10), (4, 10)]  # between layers time comes first


def test_without_layers_it_is_a_bag_of_words_and_bigrams() -> None:
    bag = {"layers": 0, "pooling": "mean", "bigram_vectors": 7}
    architecture = make_network("mean", True, 1).architecture.model_copy(update=bag)
    network = ClassifierNetwork(torch.randn(20, 6), ["x", "y", "z"], architecture).eval()
    words, bigrams = network.embedding.tokens.weight, network.embedding.bigrams
    assert bigrams is not None
    for row, logits in enumerate(network(TOKENS, LENGTHS)):
        text = TOKENS[row, : LENGTHS[row]].tolist()
        places = [(word * 1_000_003 + before * 1_299_709) % 7 for before, word in pairwise([0, *text])]
        mean = (words[text].sum(dim=0) + bigrams.weight[places].sum(dim=0)) / len(text)
        torch.testing.assert_close(logits, network.head(mean))


def test_a_bag_has_no_last_state() -> None:
    bag = make_network("mean", True, 1).architecture.model_dump() | {"layers": 0, "pooling": "last"}
    with pytest.raises(ValidationError, match="without layers there is no last state: set pooling to mean"):
        Architecture(**bag)


def test_word_dropout_reads_token_0() -> None:
    network = make_network("max", True, 1)
    blank = network(torch.zeros_like(TOKENS), LENGTHS)
    off = {"word_dropout": 1 - 1e-9, "embedding_dropout": 0.0, "dropout": 0.0}
    other = ClassifierNetwork(torch.randn(20, 6), network.labels, network.architecture.model_copy(update=off))
    other.load_state_dict(network.state_dict())
    torch.testing.assert_close(other.train()(TOKENS, LENGTHS), blank)


def test_padding_gets_no_gradient() -> None:
    states = [torch.randn(5, 2, 3, requires_grad=True)]
    for pooling in get_args(Pooling):
        torch.autograd.backward(pool(states, torch.tensor([2, 0]), pooling).sum())
    gradient = states[0].grad
    assert gradient is not None
    assert gradient[:2, 0].abs().sum() > 0
    assert not gradient[2:, 0].any()
    assert not gradient[:, 1].any()


def test_a_saved_network_predicts_the_same(tmp_path: Path) -> None:
    network = make_network("max", True, 2)
    save_file(network.state_dict(), tmp_path / "model.safetensors")
    write_json(tmp_path / "config.json", {"format": FORMAT} | network.config())
    loaded = load_network(tmp_path)
    assert loaded.labels == ["x", "y", "z"]
    assert torch.equal(loaded(TOKENS, LENGTHS), network(TOKENS, LENGTHS))


def test_a_temperature_divides_logits_and_is_saved(tmp_path: Path) -> None:
    network = make_network("max", bidirectional=True, layers=1)
    before = network(TOKENS, LENGTHS)
    network.temperature = 2.5
    torch.testing.assert_close(network(TOKENS, LENGTHS), before / 2.5)
    save_file(network.state_dict(), tmp_path / "model.safetensors")
    write_json(tmp_path / "config.json", {"format": FORMAT} | network.config())
    assert torch.equal(load_network(tmp_path)(TOKENS, LENGTHS), network(TOKENS, LENGTHS))
