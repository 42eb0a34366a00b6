"""The classifier: embedding -> LSTM -> pooled state -> logits."""

from pathlib import Path
from typing import Literal, Self

import torch
from pydantic import Field
from safetensors.torch import load_file
from torch import Tensor, nn

from textrnn.files import read_json
from textrnn.layers import Initialization, make_lstm, reverse_rows
from textrnn.params import Section

Pooling = Literal["last", "mean", "max", "max_mean"]


class Architecture(Section):
    """The network's shape."""

    embedding_size: int = Field(gt=0)
    embedding_std: float = Field(gt=0, description="of its random initial values; PyTorch's own is 1")
    hidden_size: int = Field(gt=0)
    layers: int = Field(gt=0)
    bidirectional: bool
    pooling: Pooling
    word_dropout: float = Field(ge=0, lt=1, description="share of the words that training reads as token 0")
    embedding_dropout: float = Field(ge=0, lt=1)
    dropout: float = Field(ge=0, lt=1, description="before the head, and between layers")
    initialization: Initialization


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
        """(batch, time, features) -> for each direction (batch, time, hidden), in reading order of the text."""
        states = [self.forwards(inputs)[0]]
        if self.backwards is not None:
            states.append(reverse_rows(self.backwards(reverse_rows(inputs, lengths))[0], lengths))
        return states


class Classifier(nn.Module):
    """Reads rows of tokens, gives a logit for each class."""

    def __init__(self, vocabulary_size: int, labels: list[str], architecture: Architecture) -> None:
        super().__init__()
        self.labels = labels
        self.architecture = architecture
        width = architecture.hidden_size * (2 if architecture.bidirectional else 1)
        self.embedding = nn.Embedding(vocabulary_size, architecture.embedding_size)
        sizes = [architecture.embedding_size] + [width] * (architecture.layers - 1)
        self.layers = nn.ModuleList(Layer(size, architecture) for size in sizes)
        self.embedding_dropout = nn.Dropout(architecture.embedding_dropout)
        self.dropout = nn.Dropout(architecture.dropout)
        self.head = nn.Linear(width * (2 if architecture.pooling == "max_mean" else 1), len(labels))
        nn.init.normal_(self.embedding.weight, std=architecture.embedding_std)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """Logits.

        tokens: (batch, time), padded with any token; lengths: (batch,), 0 for an empty document;
        logits: (batch, classes), which depend neither on the padding nor on the other rows.
        """
        if self.training:
            tokens = tokens.masked_fill(torch.rand(tokens.shape) < self.architecture.word_dropout, 0)
        values = self.embedding_dropout(self.embedding(tokens))
        states: list[Tensor] = []
        for number, layer in enumerate(self.layers):
            states = layer(self.dropout(values) if number else values, lengths)
            values = torch.cat(states, dim=-1)
        logits: Tensor = self.head(self.dropout(pool(states, lengths, self.architecture.pooling)))
        return logits

    def config(self) -> dict[str, object]:
        """What `load` needs besides the weights."""
        return {
            "architecture": self.architecture.model_dump(include=set(Architecture.model_fields)),
            "labels": self.labels,
            "vocabulary_size": self.embedding.num_embeddings,
        }

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load a trained network from its folder, ready to predict."""
        config = read_json(folder / "config.json")
        network = cls(config["vocabulary_size"], config["labels"], Architecture(**config["architecture"]))
        network.load_state_dict(load_file(folder / "model.safetensors"))
        return network.eval()


def pool(states: list[Tensor], lengths: Tensor, how: Pooling) -> Tensor:
    """One vector for each row from the states at its tokens; zeros for an empty row.

    states: (batch, time, hidden) for each direction, or one of them; a backward LSTM's last state is at time 0.
    """
    filled = (lengths > 0)[:, None]
    if how == "last":
        rows = torch.arange(len(lengths))
        ends = [states[0][rows, (lengths - 1).clamp(min=0)], *(state[:, 0] for state in states[1:])]
        return torch.cat(ends, dim=-1) * filled
    values = torch.cat(states, dim=-1)  # (batch, time, features)
    inside = (torch.arange(values.shape[1]) < lengths[:, None])[:, :, None]
    pooled = []
    if how in {"max", "max_mean"}:
        pooled.append(values.masked_fill(~inside, -torch.inf).amax(dim=1).masked_fill(~filled, 0.0))
    if how in {"mean", "max_mean"}:
        pooled.append((values * inside).sum(dim=1) / lengths.clamp(min=1)[:, None])
    return torch.cat(pooled, dim=-1)
