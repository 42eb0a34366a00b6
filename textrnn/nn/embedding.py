"""Vectors of tokens, of bigrams and of character n-grams, from which both networks read."""

import torch
from torch import Tensor, nn

from textrnn.nn.character_ngrams import CharacterNgrams

PRIMES = (1_000_003, 1_299_709)  # They spread bigrams; no number of vectors is a multiple of one.


class TokenEmbedding(nn.Module):
    """A vector for each token, to which that of its bigram is added: of the token with the one before it.

    Bigrams share vectors by their hash, which are almost zero at first. So what a token means depends on the one
    before it, at the cost of a look-up (Joulin 2017, arXiv:1607.01759; Huang 2025, arXiv:2501.16975). The gradient
    has the rows that were read, and no others. In training a vector for what is inside a token can be added, too.
    """

    def __init__(self, vectors: Tensor, bigrams: int, inside: CharacterNgrams | None = None) -> None:
        """`vectors` of the tokens (vocabulary, features) are where it starts; so many vectors are for `bigrams`."""
        super().__init__()
        count, features = vectors.shape
        self.tokens = nn.Embedding(count, features, sparse=True)
        self.tokens.weight.data.copy_(vectors)
        self.bigrams = nn.Embedding(bigrams, features, sparse=True) if bigrams else None
        if self.bigrams is not None:
            nn.init.normal_(self.bigrams.weight, std=0.01)
        self.inside = inside

    def forward(self, tokens: Tensor, before: Tensor) -> Tensor:
        """Vectors of tokens (batch, time) that stand behind other tokens (batch, 1); (time, batch, features)."""
        vectors: Tensor = self.tokens(tokens.T)
        if self.inside is not None:
            vectors = vectors + self.inside(tokens.T)
        if self.bigrams is None:
            return vectors
        earlier = torch.cat([before, tokens[:, :-1]], dim=1)
        places = (tokens * PRIMES[0] + earlier * PRIMES[1]) % self.bigrams.num_embeddings
        of_bigrams: Tensor = self.bigrams(places.T)
        return vectors + of_bigrams

    @torch.no_grad()
    def fold(self) -> None:
        """Add what is inside the tokens to their own vectors, for good: no n-gram is needed any more."""
        if self.inside is not None:
            self.tokens.weight += self.inside(torch.arange(self.tokens.num_embeddings))
            self.inside = None

    @property
    def shape(self) -> list[int]:
        """How many tokens there are, and how many features a vector has."""
        return [self.tokens.num_embeddings, self.tokens.embedding_dim]
