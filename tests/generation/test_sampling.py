"""Sampling, held against a few lines of plain Python."""

import math

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from tests.generation.test_network import make_network
from textrnn.generation.sampling import Sampling, continue_text, draw, probabilities

LOGITS = st.lists(st.integers(-40, 40).map(lambda number: number / 8), min_size=1, max_size=12)


def oracle(logits: list[float], sampling: Sampling) -> list[float]:
    """Each rule by its definition, one token at a time."""
    best_first = sorted(range(len(logits)), key=lambda token: (-logits[token], token))
    if sampling.temperature == 0:
        return [float(token == best_first[0]) for token in range(len(logits))]
    weights = [math.exp(logit / sampling.temperature) for logit in logits]
    kept = best_first[: sampling.top_k or None]
    nucleus: list[int] = []
    for token in kept:
        reached = sum(weights[earlier] for earlier in nucleus) / sum(weights[other] for other in kept)
        if sampling.top_p == 1 or reached < sampling.top_p:
            nucleus.append(token)
    total = sum(weights[token] for token in nucleus)
    return [weights[token] / total if token in nucleus else 0.0 for token in range(len(logits))]


@given(
    logits=LOGITS,
    temperature=st.sampled_from([0.0, 0.1, 0.7, 1.0, 1.2]),
    top_k=st.integers(0, 14),
    top_p=st.sampled_from([0.013, 0.37, 0.501, 0.93, 1.0]),
)
@example(logits=[1.0, 1.0, 1.0, 1.0], temperature=1.0, top_k=2, top_p=0.501)
@example(logits=[0.0, 3.0], temperature=1.0, top_k=0, top_p=0.013)
def test_probabilities(logits: list[float], temperature: float, top_k: int, top_p: float) -> None:
    sampling = Sampling(temperature=temperature, top_k=top_k, top_p=top_p)
    found = probabilities(torch.tensor([logits, logits[::-1]], dtype=torch.float64), sampling)
    assert found[0].tolist() == pytest.approx(oracle(logits, sampling))
    assert found[1].tolist() == pytest.approx(oracle(logits[::-1], sampling))


def test_the_lowest_temperatures_are_greedy() -> None:
    sampling = Sampling(temperature=1e-38, top_k=0, top_p=1)
    assert probabilities(torch.tensor([[30.0, 50.0, 49.9]]), sampling).tolist() == [[0, 1, 0]]


def test_tokens_are_drawn_as_often_as_they_are_probable() -> None:
    chances = torch.tensor([[0.0, 0.5, 0.0, 0.3, 0.2, 0.0]], dtype=torch.float64)
    count = 20_000
    drawn = draw(chances.expand(count, -1), torch.Generator().manual_seed(1))
    shares = torch.bincount(drawn, minlength=6).double() / count
    assert shares[chances[0] == 0].sum() == 0
    assert torch.allclose(shares, chances[0], atol=4 * math.sqrt(0.25 / count))


def texts(sampling: Sampling, seed: int, prompt: list[int] | None = None, samples: int = 4) -> list[list[int]]:
    random = torch.Generator().manual_seed(seed)
    return continue_text(make_network(residual=True), prompt or [0, 5, 7], samples, 20, 0, sampling, random)


def test_greedy_text_is_the_likeliest_token_each_time() -> None:
    network = make_network(residual=True)
    tokens = [0, 5, 7]
    for _ in range(20):
        tokens.append(int(network(torch.tensor([tokens]))[0][0, -1].argmax()))
    expected = tokens[3:]
    expected = expected[: expected.index(0)] if 0 in expected else expected
    assert texts(Sampling(temperature=0, top_k=0, top_p=1), seed=1) == [expected] * 4


def test_a_seed_gives_the_same_texts_and_samples_differ() -> None:
    bold = Sampling(temperature=1.2, top_k=0, top_p=1)
    assert texts(bold, seed=1) == texts(bold, seed=1)
    assert texts(bold, seed=1) != texts(bold, seed=2)
    assert len({tuple(row) for row in texts(bold, seed=1)}) == 4


def test_a_text_ends_at_its_end() -> None:
    rows = texts(Sampling(temperature=1.2, top_k=0, top_p=1), seed=3, samples=50)
    assert any(len(row) < 20 for row in rows)
    assert not any(0 in row for row in rows)
