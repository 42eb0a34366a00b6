"""Sampling, held against a few lines of plain Python."""

import math
from itertools import islice
from typing import Any

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from tests.generation.test_network import make_network
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.sampling import (
    Sampling,
    draw,
    draw_tokens,
    penalize,
    probabilities,
)

LOGITS = st.lists(st.integers(-40, 40).map(lambda number: number / 8), min_size=1, max_size=12)


def rules(**changes: Any) -> Sampling:
    """All rules off but those named."""
    off: dict[str, Any] = {
        "temperature": 1.0,
        "top_k": 0,
        "top_p": 1.0,
        "min_p": 0.0,
        "repetition_penalty": 1.0,
        "stop": [],
    }
    return Sampling(**(off | changes))


def oracle(logits: list[float], sampling: Sampling) -> list[float]:
    """Each rule by its definition, one token at a time; all tokens as likely as the last one kept are kept."""
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
    lowest = max(weights[nucleus[-1]], sampling.min_p * weights[best_first[0]]) * (1 - 1e-9)
    total = sum(weight for weight in weights if weight >= lowest)
    return [weight / total if weight >= lowest else 0.0 for weight in weights]


@given(
    logits=LOGITS,
    temperature=st.sampled_from([0.0, 0.1, 0.7, 1.0, 1.2]),
    top_k=st.integers(0, 14),
    top_p=st.sampled_from([0.013, 0.37, 0.501, 0.93, 1.0]),
    min_p=st.sampled_from([0.0, 0.0501, 0.303, 0.99]),
)
@example(logits=[1.0, 1.0, 1.0, 1.0], temperature=1.0, top_k=2, top_p=0.501, min_p=0.0)
@example(logits=[0.0, 3.0], temperature=1.0, top_k=0, top_p=0.013, min_p=0.0)
def test_probabilities(logits: list[float], temperature: float, top_k: int, top_p: float, min_p: float) -> None:
    sampling = rules(temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
    found = probabilities(torch.tensor([logits, logits[::-1]], dtype=torch.float64), sampling)
    assert found[0].tolist() == pytest.approx(oracle(logits, sampling))
    assert found[1].tolist() == pytest.approx(oracle(logits[::-1], sampling))


def test_the_lowest_temperatures_are_greedy() -> None:
    assert probabilities(torch.tensor([[30.0, 50.0, 49.9]]), rules(temperature=1e-38)).tolist() == [[0, 1, 0]]


@given(logits=LOGITS, seen=st.sets(st.integers(0, 11)), penalty=st.sampled_from([1.0, 1.3, 2.0]))
def test_repetition_penalty(logits: list[float], seen: set[int], penalty: float) -> None:
    mask = torch.tensor([[token in seen for token in range(len(logits))]])
    found = penalize(torch.tensor([logits], dtype=torch.float64), mask, penalty)[0].tolist()
    for token, (before, after) in enumerate(zip(logits, found, strict=True)):
        if token not in seen:
            assert after == before
        else:
            assert after == pytest.approx(before / penalty if before > 0 else before * penalty)
            assert after <= before


def test_tokens_are_drawn_as_often_as_they_are_probable() -> None:
    chances = torch.tensor([[0.0, 0.5, 0.0, 0.3, 0.2, 0.0]], dtype=torch.float64)
    count = 20_000
    drawn = draw(chances.expand(count, -1), torch.Generator().manual_seed(1))
    shares = torch.bincount(drawn, minlength=6).double() / count
    assert shares[chances[0] == 0].sum() == 0
    assert torch.allclose(shares, chances[0], atol=4 * math.sqrt(0.25 / count))


def texts(sampling: Sampling, seed: int, samples: int = 4, network: GeneratorNetwork | None = None) -> list[list[int]]:
    """Tokens up to the one of the end."""
    random = torch.Generator().manual_seed(seed)
    tokens = draw_tokens(network or make_network(residual=True), [0, 5, 7], samples, sampling, random)
    rows = torch.stack(list(islice(tokens, 20)), dim=1).tolist()
    return [row[: row.index(0) + 1] if 0 in row else row for row in rows]


@pytest.mark.parametrize("penalty", [1.0, 3.0])
def test_greedy_text_is_the_likeliest_token_each_time(penalty: float) -> None:
    network = make_network(residual=True)
    tokens = [0, 5, 7]
    while len(tokens) < 23 and (len(tokens) == 3 or tokens[-1] != 0):
        logits = network(torch.tensor([tokens]))[0][0, -1].tolist()
        for token in {*tokens} - {0}:
            logits[token] *= penalty if logits[token] < 0 else 1 / penalty
        tokens.append(max(range(len(logits)), key=lambda token: logits[token]))
    assert texts(rules(temperature=0, repetition_penalty=penalty), seed=1) == [tokens[3:]] * 4


def test_a_seed_gives_the_same_texts_and_samples_differ() -> None:
    bold = rules(temperature=1.2)
    assert texts(bold, seed=1) == texts(bold, seed=1)
    assert texts(bold, seed=1) != texts(bold, seed=2)
    assert len({tuple(row) for row in texts(bold, seed=1)}) == 4


def test_tokens_that_were_never_seen_are_never_drawn() -> None:
    network = make_network(residual=True)
    network.unseen = [1, 3, 4]
    allowed = {token for row in texts(rules(temperature=9), seed=3, samples=50, network=network) for token in row}
    assert allowed == set(range(network.embedding.shape[0])) - {1, 3, 4}
