"""The classifier: embedding -> LSTM -> pooled state -> logits."""

from typing import Literal, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn

from textrnn.nn.batch import Network
from textrnn.nn.character_ngrams import CharacterNgrams
from textrnn.nn.embedding import TokenEmbedding
from textrnn.nn.layers import Initialization, make_lstm, reverse_rows
from textrnn.params.section import Section

KIND = "classifier"
Pooling = Literal["last", "mean", "max", "max_mean"]


class Architecture(Section):
    """The network's shape."""

    bigram_vectors: int = Field(ge=0, le=1_000_000, description="vectors that all bigrams share by hash; 0: none")
    hidden_size: int = Field(gt=0, le=4096, description="units of a layer, in each direction")
    layers: int = Field(ge=0, le=16, description="of LSTMs; 0: a bag of words, which has neither size nor direction")
    bidirectional: bool = Field(description="read from both ends")
    pooling: Pooling = Field(description="which states stand for the document")
    word_dropout: float = Field(ge=0, lt=1, description="share of the words that training reads as token 0")
    embedding_dropout: float = Field(ge=0, lt=1, description="share of the features, the same at each word of a row")
    dropout: float = Field(ge=0, lt=1, description="before the head, and between layers")
    initialization: Initialization = Field(description="of the LSTMs; pytorch: as nn.LSTM comes")

    @model_validator(mode="after")
    def a_bag_has_no_last_state(self) -> Self:
        """Refuse to read the last word alone."""
        if not self.layers and self.pooling == "last":
            raise ValueError("without layers there is no last state: set pooling to mean, max or max_mean")
        return self


class Layer(nn.Module):
    """An LSTM that reads rows forwards and, if asked, another one that reads them backwards.

    The backward one gets each row reversed within its length, so it starts at the last token and padding never
    enters, which `nn.LSTM(bidirectional=True)` allows only for packed sequences, many times slower on a CPU.
    """

    def __init__(self, input_size: int, architecture: Architecture) -> None:
        super().__init__()
        hidden_size, initialization = architecture.hidden_size, architecture.initialization
        self.forwards = make_lstm(input_size, hidden_size, initialization)
        self.backwards = make_lstm(input_size, hidden_size, initialization) if architecture.bidirectional else None

    def forward(self, inputs: Tensor, lengths: Tensor) -> list[Tensor]:
        """(time, batch, features) -> for each direction (time, batch, hidden), in the order in which it reads."""
        states = [self.forwards(inputs)[0]]
        if self.backwards is not None:
            states.append(self.backwards(reverse_rows(inputs, lengths))[0])
        return states


class ClassifierNetwork(Network):
    """Reads rows of tokens, gives a logit for each class. `temperature` divides logits; training leaves it at 1.

    Words are dropped as in Iyyer 2015 (ACL, P15-1162), features of the embedding by one mask for all words of a row,
    as in Gal 2016 (arXiv:1512.05287).
    """

    def __init__(
        self, vectors: Tensor, labels: list[str], architecture: Architecture, inside: CharacterNgrams | None = None
    ) -> None:
        """`vectors` of the tokens (vocabulary, features), and what is inside them, are where the embedding starts."""
        super().__init__()
        self.labels = labels
        self.temperature = 1.0
        self.register_buffer("logit_adjustment", None, persistent=False)
        self.logit_adjustment: Tensor | None  # (classes,), if there is one: it is added in training alone
        self.architecture = architecture
        width = architecture.hidden_size * (2 if architecture.bidirectional else 1)
        self.embedding = TokenEmbedding(vectors, architecture.bigram_vectors, inside)
        *sizes, size = [vectors.shape[1]] + [width] * architecture.layers
        self.layers = nn.ModuleList(Layer(size, architecture) for size in sizes)
        self.embedding_dropout = nn.Dropout(architecture.embedding_dropout)
        self.dropout = nn.Dropout(architecture.dropout)
        self.head = nn.Linear(size * (2 if architecture.pooling == "max_mean" else 1), len(labels))

    @property
    def classes(self) -> int:
        """The labels."""
        return len(self.labels)

    def fold(self) -> None:
        """Bring vectors of character n-grams into those of the tokens."""
        self.embedding.fold()

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """Logits.

        tokens: (batch, time), padded with any token; lengths: (batch,), 0 for an empty document;
        logits: (batch, classes), which depend neither on the padding nor on the other rows.
        """
        if self.training:
            tokens = tokens.masked_fill(
                torch.rand(tokens.shape, device=tokens.device) < self.architecture.word_dropout, 0
            )
        values = self.embedding(tokens, torch.zeros_like(tokens[:, :1]))  # (time, batch, features)
        states = [values * self.embedding_dropout(torch.ones_like(values[0]))]
        for number, layer in enumerate(self.layers):
            states = layer(self.dropout(side_by_side(states, lengths)) if number else states[0], lengths)
        logits: Tensor = self.head(self.dropout(pool(states, lengths, self.architecture.pooling)))
        if self.training and self.logit_adjustment is not None:
            logits = logits + self.logit_adjustment
        return logits / self.temperature

    def config(self) -> dict[str, object]:
        """What `load_network` needs besides the weights."""
        return {
            "kind": KIND,
            "architecture": self.architecture.model_dump(include=set(Architecture.model_fields)),
            "labels": self.labels,
            "temperature": self.temperature,
            "embedding": self.embedding.shape,
        }


def side_by_side(states: list[Tensor], lengths: Tensor) -> Tensor:
    """The states of both directions at the same token (time, batch, features)."""
    return torch.cat([states[0], *(reverse_rows(state, lengths) for state in states[1:])], dim=-1)


def pool(states: list[Tensor], lengths: Tensor, how: Pooling) -> Tensor:
    """One vector for each row from the states at its tokens; zeros for an empty row (Conneau 2017, arXiv:1705.02364).

    states: (time, batch, hidden) for each direction, in the order in which it reads: its last one has seen the row.
    """
    filled = (lengths > 0)[:, None]
    if how == "last":
        rows = torch.arange(len(lengths), device=lengths.device)
        return torch.cat([state[(lengths - 1).clamp(min=0), rows] for state in states], dim=-1) * filled
    steps = torch.arange(len(states[0]), device=lengths.device)[:, None]
    inside = (steps < lengths)[:, :, None]
    pooled = []
    if how in {"max", "max_mean"}:
        below_all = torch.where(inside, 0.0, -torch.inf)  # Adding it is faster than filling, and so is its gradient.
        pooled += [(state + below_all).amax(dim=0).masked_fill(~filled, 0.0) for state in states]
    if how in {"mean", "max_mean"}:
        shares = inside / lengths.clamp(min=1)[:, None]
        pooled += [(state * shares).sum(dim=0) for state in states]
    return torch.cat(pooled, dim=-1)
