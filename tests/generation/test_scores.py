import math

import numpy as np
import pytest
import torch

from stages.window import Params, window
from tests.generation.test_network import make_network
from textrnn.data.arrays import Integers, TokenArrays
from textrnn.generation.batches import Windows
from textrnn.generation.scores import Score, loss_by_position, score_texts, token_nats, total, zero_state_score

ENDS = np.array([50, 58, 90])
IDS = np.random.default_rng(1).integers(0, 30, 90)
ARRAYS = TokenArrays(IDS, ENDS, np.array([100, 20, 70]), None)
NETWORK = make_network(residual=True)


def nats_of(ids: Integers) -> float:
    """What a text costs, read at once, token by token from its log-probabilities."""
    if len(ids) < 2:
        return 0.0
    with torch.no_grad():
        chances = NETWORK(torch.from_numpy(ids[None, :-1]))[0][0].double().log_softmax(dim=-1)
    return -sum(float(chances[step, token]) for step, token in enumerate(ids[1:]))


@pytest.mark.parametrize("length", [1, 5, 64])
@pytest.mark.parametrize("batch_size", [1, 2, 8])
def test_a_text_costs_what_it_costs_read_at_once(length: int, batch_size: int) -> None:
    nats = token_nats(NETWORK, ARRAYS, length, batch_size, "score")
    scores = score_texts(ARRAYS, nats)
    for score, document, characters in zip(scores, np.split(IDS, ENDS[:-1]), (100, 20, 70), strict=True):
        assert score.nats == pytest.approx(nats_of(document), rel=1e-5)
        assert (score.tokens, score.characters) == (len(document) - 1, characters)
    for start, end in zip(ARRAYS.starts, ENDS, strict=True):
        prefixes = [nats_of(IDS[start:stop]) for stop in range(start + 1, end + 1)]
        assert nats[start:end] == pytest.approx(np.diff([0.0, *prefixes]), rel=1e-3, abs=1e-5)


def test_windows_cost_what_they_cost_from_a_zero_state() -> None:
    windows = window(ARRAYS, Params(context_length=6, stride=6))
    texts = Score(1.0, 87, 190)
    losses = loss_by_position(NETWORK, Windows(IDS, windows), 4, "score")
    for position, loss in enumerate(losses, start=1):
        upto, before = (sum(nats_of(IDS[at : at + n + 1]) for at in windows["start"]) for n in (position, position - 1))
        assert loss == pytest.approx((upto - before) / len(windows), rel=1e-4)
    estimate = zero_state_score(losses, texts)
    nats = sum(nats_of(IDS[start : start + 7]) for start in windows["start"])
    assert estimate.nats == pytest.approx(nats / (6 * len(windows)) * 87, rel=1e-5)
    assert (estimate.tokens, estimate.characters) == (87, 190)


def test_metrics_of_a_uniform_model() -> None:
    score = total([Score(10 * math.log(8), 10, 20), Score(30 * math.log(8), 30, 100)])
    assert score.metrics() == {
        "loss": pytest.approx(math.log(8)),
        "perplexity": pytest.approx(8),
        "bits_per_character": pytest.approx(40 * 3 / 120),
    }
