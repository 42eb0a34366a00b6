"""Dynamic evaluation, held against an optimizer used by hand."""

import copy
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from stages.dynamic_eval import Params, dynamic_eval, spread
from tests.distributed.test_shared_memory import together
from tests.generation.test_network import make_network
from textrnn.data.arrays import Integers, TokenArrays
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.scores import score_texts, token_nats

ENDS = np.array([50, 51, 93])
IDS = np.random.default_rng(1).integers(0, 30, 93)
ARRAYS = TokenArrays(IDS, ENDS, ENDS, None)
TEXTS = ARRAYS.documents()


def given(network: GeneratorNetwork) -> list[tuple[GeneratorNetwork, Integers]]:
    """All texts, for one network."""
    return [(network, text) for text in TEXTS]


def nats_by_hand(trained: GeneratorNetwork, ids: Integers, params: Params) -> float:
    """Predict a piece, then take a step of gradient descent on it, from the trained weights on."""
    network = copy.deepcopy(trained)
    for embedding in (network.embedding.tokens, network.embedding.bigrams):
        assert embedding is not None
        embedding.sparse = False
    optimizer = torch.optim.SGD(network.parameters(), lr=params.learning_rate)
    nats, state = 0.0, None
    for at in range(0, len(ids) - 1, params.segment_length):
        tokens = torch.from_numpy(ids[at : at + params.segment_length + 1].astype("int64"))
        logits, state = network(tokens[None, :-1], state)
        losses = cross_entropy(logits[0], tokens[1:], reduction="none")
        nats += losses.sum().item()
        optimizer.zero_grad()
        torch.autograd.backward(losses.mean())
        optimizer.step()
    return nats


@pytest.mark.parametrize("segment_length", [1, 8, 100])
def test_each_text_is_read_from_the_trained_weights_on(segment_length: int) -> None:
    network = make_network(residual=True)
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    params = Params(segment_length=segment_length, learning_rate=0.5)
    found = dynamic_eval(given(network), params)
    expected = [nats_by_hand(make_network(residual=True), ids, params) for ids in TEXTS]
    assert [sum(nats) for nats in found] == pytest.approx(expected, rel=1e-5)
    assert [len(nats) for nats in found] == [-(-(len(ids) - 1) // segment_length) for ids in TEXTS]
    assert found[1] == []  # It has no token but its mark.
    costs = spread(found, ARRAYS, params)
    assert [float(part.sum()) for part in np.split(costs, ENDS[:-1])] == pytest.approx(expected, rel=1e-5)
    assert costs[[0, 50, 51]].tolist() == [0, 0, 0]
    assert costs[1] == pytest.approx(found[0][0] / min(segment_length, 49))
    assert costs[92] == pytest.approx(found[2][-1] / (41 - segment_length * (len(found[2]) - 1)))
    assert all(torch.equal(weight, before[name]) for name, weight in network.state_dict().items())


def test_a_network_that_learns_nothing_scores_as_it_was_trained() -> None:
    network = make_network(residual=True)
    expected = [score.nats for score in score_texts(ARRAYS, token_nats(network, ARRAYS, 64, 4, "score"))]
    found = dynamic_eval(given(network), Params(segment_length=8, learning_rate=0.0))
    assert [sum(nats) for nats in found] == pytest.approx(expected, rel=1e-5)


def test_processes_share_the_texts_and_agree(tmp_path: Path) -> None:
    params = Params(segment_length=8, learning_rate=0.5)
    alone = dynamic_eval(given(make_network(residual=True)), params)
    networks: list[GeneratorNetwork] = [make_network(residual=True) for _ in range(3)]
    assert together(tmp_path, lambda one: dynamic_eval(given(networks[one.rank]), params, one)) == [alone] * 3
