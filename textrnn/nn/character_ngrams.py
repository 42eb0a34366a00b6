"""Vectors of tokens from the n-grams of characters inside them."""

import zlib
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

LENGTHS = range(3, 7)
SCALE = 2.0  # Of their mean, beside the vector of the token itself.
STD = 0.1  # Of their values at first.


class CharacterNgrams(nn.Module):
    """A vector for each token: the mean of those of its n-grams of 3 to 6 characters, times two.

    So words that look alike are alike from the start, and what training learns of one inflected form it knows of the
    others (Bojanowski 2017, arXiv:1607.04606). N-grams share vectors by their hash. The gradient has the rows that
    were read, and no others.
    """

    def __init__(self, tokens: Sequence[str], count: int, features: int) -> None:
        """`tokens` by their numbers, "" for one without n-grams; so many vectors are for all n-grams."""
        super().__init__()
        self.vectors = nn.Embedding(count, features, sparse=True)
        nn.init.normal_(self.vectors.weight, std=STD)
        places = [[zlib.crc32(ngram.encode()) % count for ngram in ngrams(token)] for token in tokens]
        counts = torch.tensor([len(of_token) for of_token in places])
        self.register_buffer("places", torch.tensor([place for of_token in places for place in of_token]), False)
        self.register_buffer("counts", counts, False)
        self.register_buffer("starts", counts.cumsum(0) - counts, False)
        self.places: Tensor  # (n-grams of all tokens,): the vector of each
        self.counts: Tensor  # (vocabulary,): how many of them a token has,
        self.starts: Tensor  # and where its first one is

    def forward(self, tokens: Tensor) -> Tensor:
        """Vectors of tokens (…) of any shape: (…, features). A token that is there often is computed once."""
        distinct, numbers = torch.unique(tokens, return_inverse=True)
        counts = self.counts[distinct]
        firsts = counts.cumsum(0) - counts
        steps = torch.arange(int(counts.sum()), device=tokens.device)
        places = self.places[steps + torch.repeat_interleave(self.starts[distinct] - firsts, counts)]
        sums = nn.functional.embedding_bag(places, self.vectors.weight, firsts, mode="sum", sparse=True)
        means: Tensor = sums * (SCALE / counts.clamp(min=1))[:, None]
        return nn.functional.embedding(numbers, means)


def ngrams(token: str) -> Iterator[str]:
    """The n-grams of a token between marks of its ends, without the whole; none of an empty one."""
    marked = f"<{token}>" if token else ""
    for length in LENGTHS:
        if length < len(marked):
            yield from (marked[start : start + length] for start in range(len(marked) - length + 1))
