"""Dynamic evaluation, held against an optimizer used by hand."""

import copy
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from stages.dynamic_eval import spread
from tests.distributed.test_shared_memory import together
from tests.generation.test_network import make_network
from textrnn.data.arrays import Integers, TokenArrays
from textrnn.generation.dynamic_evaluation import dynamic_eval
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.scores import score_texts, token_nats
from textrnn.generation.segments import DynamicEvalParams
from textrnn.generation.step_scales import FLOOR, step_scales
from textrnn.nn.batch import State

ENDS = np.array([50, 51, 93])
IDS = np.random.default_rng(1).integers(0, 30, 93)
TRAINING = np.random.default_rng(2).integers(0, 30, 200)
ARRAYS = TokenArrays(IDS, ENDS, ENDS, None)
TEXTS = ARRAYS.documents()


def given(network: GeneratorNetwork) -> list[tuple[GeneratorNetwork, Integers]]:
    """All texts, for one network."""
    return [(network, text) for text in TEXTS]


def dense(trained: GeneratorNetwork) -> GeneratorNetwork:
    """A copy whose embeddings have whole gradients."""
    network = copy.deepcopy(trained)
    for embedding in (network.embedding.tokens, network.embedding.bigrams):
        assert embedding is not None
        embedding.sparse = False
    return network


def set_gradients(network: GeneratorNetwork, tokens: Tensor, state: State | None) -> tuple[float, State]:
    """The gradients of the mean loss of a segment; what it costs in nats, and the state behind it."""
    network.zero_grad()
    logits, after = network(tokens[None, :-1], state)
    losses = cross_entropy(logits[0], tokens[1:], reduction="none")
    torch.autograd.backward(losses.mean())
    return losses.sum().item(), after


def scales_by_hand(trained: GeneratorNetwork, training: Integers, length: int, count: int) -> list[Tensor]:
    """The root mean square of all gradients over that of each weight, of segments at equal distances."""
    network = dense(trained)
    squares = np.zeros((count, sum(weight.numel() for weight in network.parameters())))
    for row, number in zip(squares, range(count), strict=True):
        at = (len(training) - 1 - length) * number // count
        set_gradients(network, torch.from_numpy(training[at : at + length + 1].astype("int64")), None)
        gradients = [weight.grad for weight in network.parameters()]
        row[:] = torch.cat([gradient.flatten() for gradient in gradients if gradient is not None]).double() ** 2
    typical = np.sqrt(squares.mean())
    scales = torch.from_numpy(typical / (np.sqrt(squares.mean(axis=0)) + FLOOR * typical)).float()
    sizes = [weight.numel() for weight in network.parameters()]
    return [part.view_as(weight) for part, weight in zip(torch.split(scales, sizes), network.parameters(), strict=True)]


def nats_by_hand(trained: GeneratorNetwork, training: Integers, ids: Integers, params: DynamicEvalParams) -> float:
    """Predict a piece, then take a step of gradient descent on it, from the trained weights on."""
    network = dense(trained)
    scales: list[Tensor | float] = [1.0 for _ in network.parameters()]
    if params.rms_segments:
        scales = [*scales_by_hand(trained, training, params.segment_length, params.rms_segments)]
    optimizer = torch.optim.SGD(network.parameters(), lr=params.learning_rate)
    nats, state = 0.0, None
    for at in range(0, len(ids) - 1, params.segment_length):
        tokens = torch.from_numpy(ids[at : at + params.segment_length + 1].astype("int64"))
        cost, state = set_gradients(network, tokens, state)
        nats += cost
        for weight, scale in zip(network.parameters(), scales, strict=True):
            assert weight.grad is not None
            weight.grad *= scale
        optimizer.step()
    return nats


@pytest.mark.parametrize(("segment_length", "rms_segments"), [(1, 0), (8, 0), (100, 0), (8, 5), (5, 8)])
def test_each_text_is_read_from_the_trained_weights_on(segment_length: int, rms_segments: int) -> None:
    network = make_network(residual=True)
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    params = DynamicEvalParams(segment_length=segment_length, learning_rate=0.5, rms_segments=rms_segments)
    found = dynamic_eval(given(network), TRAINING, params)
    expected = [nats_by_hand(make_network(residual=True), TRAINING, ids, params) for ids in TEXTS]
    assert [sum(nats) for nats in found] == pytest.approx(expected, rel=1e-5)
    assert [len(nats) for nats in found] == [-(-(len(ids) - 1) // segment_length) for ids in TEXTS]
    assert found[1] == []  # It has no token but its mark.
    costs = spread(found, ARRAYS, params)
    assert [float(part.sum()) for part in np.split(costs, ENDS[:-1])] == pytest.approx(expected, rel=1e-5)
    assert costs[[0, 50, 51]].tolist() == [0, 0, 0]
    assert costs[1] == pytest.approx(found[0][0] / min(segment_length, 49))
    assert costs[92] == pytest.approx(found[2][-1] / (41 - segment_length * (len(found[2]) - 1)))
    assert all(torch.equal(weight, before[name]) for name, weight in network.state_dict().items())


def test_weights_with_large_gradients_in_training_go_less_far() -> None:
    network = make_network(residual=True)
    params = DynamicEvalParams(segment_length=8, learning_rate=0.5, rms_segments=6)
    found = step_scales(network, TRAINING, params, visible=False)
    for scale, expected in zip(found, scales_by_hand(network, TRAINING, 8, 6), strict=True):
        assert scale is not None
        assert torch.allclose(scale, expected, rtol=1e-4)
        assert scale.max() <= 1 / FLOOR
    short = step_scales(network, TRAINING[:3], params, visible=False)  # Shorter than a segment.
    assert all(scale is not None and scale.isfinite().all() for scale in short)


def test_a_network_that_learns_nothing_scores_as_it_was_trained() -> None:
    network = make_network(residual=True)
    expected = [score.nats for score in score_texts(ARRAYS, token_nats(network, ARRAYS, 64, 4, "score"))]
    found = dynamic_eval(
        given(network), TRAINING, DynamicEvalParams(segment_length=8, learning_rate=0.0, rms_segments=2)
    )
    assert [sum(nats) for nats in found] == pytest.approx(expected, rel=1e-5)


def test_processes_share_the_texts_and_agree(tmp_path: Path) -> None:
    params = DynamicEvalParams(segment_length=8, learning_rate=0.5, rms_segments=4)
    alone = dynamic_eval(given(make_network(residual=True)), TRAINING, params)
    networks: list[GeneratorNetwork] = [make_network(residual=True) for _ in range(3)]
    assert together(tmp_path, lambda one: dynamic_eval(given(networks[one.rank]), TRAINING, params, one)) == [alone] * 3
