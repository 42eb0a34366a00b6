"""Sampling: logits -> probabilities -> a token -> text."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
import torch
from pydantic import Field
from torch import Tensor

from textrnn.data.tokenizer import END_ID
from textrnn.errors import InputError
from textrnn.generation.network import GeneratorNetwork
from textrnn.nn.batch import State
from textrnn.params.section import Section


class Sampling(Section):
    """How the next token is drawn."""

    temperature: float = Field(ge=0, le=100, description="0: always the likeliest token; below 1: safer; above: bolder")
    top_k: int = Field(ge=0, le=1_000_000, description="draw among the k likeliest tokens; 0: among all")
    top_p: float = Field(gt=0, le=1, description="draw among the likeliest tokens that together reach p; 1: all")
    min_p: float = Field(ge=0, le=1, description="leave out what is less than p times as likely as the likeliest")
    repetition_penalty: float = Field(ge=1, le=10, description="makes tokens that the text has less likely; 1: off")
    stop: list[Annotated[str, Field(min_length=1)]] = Field(
        max_length=100, description="a text ends before any of these"
    )


def penalize(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    """Less for tokens already seen (Keskar 2019, arXiv:1909.05858): positive logits divided, negative multiplied.

    logits: (batch, vocabulary); seen: the same shape, true where a row's text has the token
    """
    if penalty == 1:
        return logits
    return torch.where(seen, torch.where(logits > 0, logits / penalty, logits * penalty), logits)


def probabilities(logits: Tensor, sampling: Sampling) -> Tensor:
    """Probabilities of the next token (batch, vocabulary) after temperature, then top-k, top-p and min-p."""
    logits = logits.double()
    if sampling.temperature == 0:
        return torch.nn.functional.one_hot(logits.argmax(dim=-1), logits.shape[-1]).double()
    ahead = logits - logits.amax(dim=-1, keepdim=True)  # Nothing overflows then, however low the temperature.
    chances = (ahead / sampling.temperature).softmax(dim=-1)
    chances = chances * (chances >= lowest_chance(chances, sampling))
    return chances / chances.sum(dim=-1, keepdim=True)


def lowest_chance(chances: Tensor, sampling: Sampling) -> Tensor:
    """The lowest probability that may still be drawn in each row (batch, 1).

    Top-p (nucleus sampling, Holtzman 2020, arXiv:1904.09751) keeps the smallest set of the likeliest tokens whose
    probabilities add up to at least p, as shares of what top-k left; min-p (Nguyen 2024, arXiv:2407.01082) what has
    at least p times the probability of the likeliest. Tokens as likely as the last one kept are kept as well.
    """
    lowest = chances.amax(dim=-1, keepdim=True) * sampling.min_p
    if sampling.top_k or sampling.top_p < 1:
        # numpy sorts values many times faster than torch, which sorts places along with them.
        ordered = torch.from_numpy(np.sort(chances.numpy(), axis=-1)).flip(-1)
        kept = ordered[:, : sampling.top_k or None]
        before = kept.cumsum(dim=-1) - kept
        count = (before < sampling.top_p * kept.sum(dim=-1, keepdim=True)).sum(dim=-1, keepdim=True)
        lowest = torch.maximum(lowest, kept.gather(-1, count - 1))
    return lowest


def draw(probabilities: Tensor, random: torch.Generator) -> Tensor:
    """One token for each row (batch,), by inverting the cumulative distribution."""
    cumulative = probabilities.cumsum(dim=-1)
    thresholds = torch.rand(len(probabilities), 1, generator=random, dtype=torch.float64) * cumulative[:, -1:]
    return torch.searchsorted(cumulative, thresholds, right=True).squeeze(-1).clamp(max=probabilities.shape[-1] - 1)


@torch.no_grad()
def draw_tokens(
    network: GeneratorNetwork, prompt: list[int], samples: int, sampling: Sampling, random: torch.Generator
) -> Iterator[Tensor]:
    """Continue a prompt of tokens (at least one) several times at once, forever: the next token of each (samples,).

    Tokens that the network never saw are never drawn.

    Raises:
        InputError: its logits are NaN or infinite, as its weights are far too large.
    """
    unseen = torch.tensor(network.unseen, dtype=torch.int64)
    logits, state = network(torch.tensor([prompt]))  # Read once for all samples.
    last = logits[:, -1].index_fill(-1, unseen, -torch.inf).expand(samples, -1)
    state = State(*(part.expand(samples, *part.shape[1:]) for part in state))
    seen = torch.zeros(samples, last.shape[-1], dtype=torch.bool)
    seen[:, prompt] = True
    while True:
        if not last.amax(dim=-1).isfinite().all():
            raise InputError("the model is damaged: its logits are NaN or infinite; get it again")
        seen[:, END_ID] = False  # It stands at the start of each text, which may end all the same.
        chances = probabilities(penalize(last, seen, sampling.repetition_penalty), sampling)
        tokens = draw(chances, random)
        yield tokens
        seen.scatter_(1, tokens[:, None], value=True)
        logits, state = network(tokens[:, None], state)
        last = logits[:, -1].index_fill(-1, unseen, -torch.inf)
