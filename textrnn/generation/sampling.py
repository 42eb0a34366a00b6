"""Sampling: logits -> probabilities -> a token -> text."""

import torch
from pydantic import Field
from torch import Tensor

from textrnn.generation.network import Generator
from textrnn.params import Section


class Sampling(Section):
    """How the next token is drawn."""

    temperature: float = Field(ge=0, description="0: always the likeliest token; below 1: safer; above 1: bolder")
    top_k: int = Field(ge=0, description="draw among the k likeliest tokens; 0: among all")
    top_p: float = Field(gt=0, le=1, description="draw among the likeliest tokens that together reach p; 1: all")


def probabilities(logits: Tensor, sampling: Sampling) -> Tensor:
    """Probabilities of the next token (batch, vocabulary) after temperature, then top-k, then top-p.

    Top-p (nucleus sampling, Holtzman 2020, arXiv:1904.09751) keeps the smallest set of the likeliest tokens whose
    probabilities add up to at least p. Of equally likely tokens the one with the lower number comes first.
    """
    logits = logits.double()
    if sampling.temperature == 0:
        return torch.nn.functional.one_hot(logits.argmax(dim=-1), logits.shape[-1]).double()
    ahead = logits - logits.amax(dim=-1, keepdim=True)  # Nothing overflows then, however low the temperature.
    chances, tokens = (ahead / sampling.temperature).softmax(dim=-1).sort(dim=-1, descending=True, stable=True)
    if sampling.top_k:
        chances[:, sampling.top_k :] = 0
    if sampling.top_p < 1:
        chances = chances / chances.sum(dim=-1, keepdim=True)
        before = chances.cumsum(dim=-1) - chances
        chances = chances.masked_fill(before >= sampling.top_p, 0)
    chances = chances / chances.sum(dim=-1, keepdim=True)
    return torch.zeros_like(chances).scatter(-1, tokens, chances)


def draw(chances: Tensor, random: torch.Generator) -> Tensor:
    """One token for each row (batch,), by inverting the cumulative distribution."""
    steps = chances.cumsum(dim=-1)
    chosen = torch.rand(len(chances), 1, generator=random, dtype=torch.float64) * steps[:, -1:]
    return torch.searchsorted(steps, chosen, right=True).squeeze(-1).clamp(max=chances.shape[-1] - 1)


@torch.no_grad()
def continue_text(
    network: Generator,
    prompt: list[int],
    samples: int,
    length: int,
    end: int,
    sampling: Sampling,
    random: torch.Generator,
) -> list[list[int]]:
    """Continue a prompt of tokens (at least one) several times at once; each ends at the token `end` or at `length`."""
    tokens = torch.tensor([prompt] * samples)
    state = None
    drawn: list[Tensor] = []
    for _ in range(length):
        logits, state = network(tokens, state)
        tokens = draw(probabilities(logits[:, -1], sampling), random)[:, None]
        drawn.append(tokens)
    rows = torch.cat(drawn, dim=1).tolist() if drawn else [[]] * samples
    return [row[: row.index(end)] if end in row else row for row in rows]
