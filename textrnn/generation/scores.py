"""Scores of a generator."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader

from textrnn.generation.batches import NO_TARGET, Shuffled, Windows, whole_texts
from textrnn.generation.network import CarriedState, Generator
from textrnn.token_arrays import TokenArrays


@dataclass(frozen=True)
class Score:
    """What a text costs: nats of all its tokens, their number, and its characters."""

    nats: float
    tokens: int
    characters: int

    @property
    def bits_per_character(self) -> float:
        """The measure that does not depend on the tokenizer."""
        return self.nats / math.log(2) / max(self.characters, 1)

    def metrics(self) -> dict[str, float]:
        """Mean loss of a token in nats, its perplexity, and bits per character."""
        loss = self.nats / self.tokens
        return {"loss": loss, "perplexity": math.exp(loss), "bits_per_character": self.bits_per_character}


def total(scores: Sequence[Score]) -> Score:
    """The score of several texts together."""
    return Score(
        math.fsum(score.nats for score in scores),
        sum(score.tokens for score in scores),
        sum(score.characters for score in scores),
    )


@torch.no_grad()
def score_texts(network: Generator, arrays: TokenArrays, length: int, batch_size: int) -> list[Score]:
    """The score of each text, read `length` tokens at a time with the state carried from start to end.

    Every token is predicted once, but for the mark at the start.
    """
    nats = torch.zeros(len(arrays.ends), dtype=torch.float64)
    tokens = torch.zeros(len(arrays.ends), dtype=torch.int64)
    predict = CarriedState(network)
    for texts, batch in whole_texts(arrays, length, batch_size):
        nats[texts] += sum_of_losses(predict(*batch.inputs), batch.targets)
        tokens[texts] += (batch.targets != NO_TARGET).sum(dim=1)
    return [Score(*row) for row in zip(nats.tolist(), tokens.tolist(), arrays.characters.tolist(), strict=True)]


@torch.no_grad()
def score_windows(network: Generator, windows: Windows, batch_size: int, texts: Score) -> Score:
    """The score of the same texts, had each token cost what tokens of windows cost that are read from a zero state.

    Windows leave out the last tokens of a text that do not fill one, hence the estimate.
    """
    nats, tokens = 0.0, 0
    for batch in DataLoader(windows, sampler=Shuffled(windows.windows, batch_size), batch_size=None):
        logits, _ = network(batch.inputs[0])
        nats += sum_of_losses(logits, batch.targets).sum().item()
        tokens += batch.targets.numel()
    return Score(nats / tokens * texts.tokens, texts.tokens, texts.characters)


def sum_of_losses(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy in nats summed over each row: (batch, time, vocabulary), (batch, time) -> (batch,)."""
    losses = cross_entropy(logits.flatten(0, -2), targets.flatten(), ignore_index=NO_TARGET, reduction="none")
    return losses.double().view(targets.shape).sum(dim=1)
