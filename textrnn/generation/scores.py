"""Scores of a generator."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader

from textrnn.data.arrays import TokenArrays
from textrnn.generation.batches import NO_TARGET, Shuffled, Windows, whole_texts
from textrnn.generation.metrics import bits_per_character
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.token_nats import Nats
from textrnn.nn.batch import State
from textrnn.report.progress import Progress, track


@dataclass(frozen=True)
class Score:
    """What a text costs: nats of all its tokens, their number, and its characters."""

    nats: float
    tokens: int
    characters: int

    @property
    def bits_per_character(self) -> float:
        """The measure that does not depend on the tokenizer."""
        return bits_per_character(self.nats / math.log(2), self.characters)

    def metrics(self) -> dict[str, float]:
        """Mean loss of a token in nats, its perplexity, and bits per character."""
        loss = self.nats / self.tokens
        return {"loss": loss, "perplexity": math.exp(min(loss, 700.0)), "bits_per_character": self.bits_per_character}


def total(scores: Sequence[Score]) -> Score:
    """The score of several texts together."""
    return Score(
        math.fsum(score.nats for score in scores),
        sum(score.tokens for score in scores),
        sum(score.characters for score in scores),
    )


@torch.no_grad()
def token_nats(network: GeneratorNetwork, arrays: TokenArrays, length: int, batch_size: int, title: str) -> Nats:
    """What each token of each text costs (tokens,), read `length` at a time with the state carried from start to end.

    Every token is predicted once, but for the mark at the start, which costs nothing.
    """
    nats, read, spent = np.zeros(len(arrays.ids)), arrays.starts + 1, 0.0
    state: State | None = None
    with Progress(title, len(arrays.ids) - len(arrays.ends), "tokens") as progress:
        for texts, batch in whole_texts(arrays, length, batch_size):
            logits, state = network.read(batch.inputs, state)
            losses, counted = token_losses(logits, batch.targets).numpy(), (batch.targets != NO_TARGET).numpy()
            places = read[texts][:, None] + np.arange(losses.shape[1])
            nats[places[counted]] = losses[counted]
            read[texts] += counted.sum(axis=1)
            spent += float(losses[counted].sum())
            progress.advance(int(counted.sum()), f"loss {spent / (read - arrays.starts - 1).sum():.3f} per token")
    return nats


def score_texts(arrays: TokenArrays, nats: Nats) -> list[Score]:
    """The score of each text, from what each token costs."""
    spans = zip(arrays.starts.tolist(), arrays.ends.tolist(), arrays.characters.tolist(), strict=True)
    return [Score(float(nats[start:end].sum()), end - start - 1, characters) for start, end, characters in spans]


@torch.no_grad()
def loss_by_position(network: GeneratorNetwork, windows: Windows, batch_size: int, title: str) -> list[float]:
    """Mean loss in nats at each position of a window that is read from a zero state."""
    sampler = Shuffled(windows.windows, batch_size)
    nats: list[Tensor] = []
    for batch in track(DataLoader(windows, sampler=sampler, batch_size=None), title, len(sampler), "batches"):
        logits, _ = network(batch.inputs[0])
        nats.append(token_losses(logits, batch.targets).sum(dim=0))
    return (torch.stack(nats).sum(dim=0) / len(windows.windows)).tolist()


def zero_state_score(losses: Sequence[float], texts: Score) -> Score:
    """The score of texts, had each token cost what tokens of windows cost on average.

    An estimate, as windows leave out the last tokens of a text that do not fill one.
    """
    return Score(math.fsum(losses) / len(losses) * texts.tokens, texts.tokens, texts.characters)


def token_losses(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy in nats: (batch, time, vocabulary), (batch, time) -> (batch, time); 0 where there is no target."""
    losses = cross_entropy(logits.flatten(0, -2), targets.flatten(), ignore_index=NO_TARGET, reduction="none")
    return losses.double().view(targets.shape)
