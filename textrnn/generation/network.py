"""The generator: embedding -> stacked LSTMs -> logits of the next token."""

from pathlib import Path
from typing import Self

import torch
from pydantic import Field
from safetensors.torch import load_file
from torch import Tensor, nn

from textrnn.errors import reading
from textrnn.files import read_json
from textrnn.layers import Initialization, Linear, make_lstm
from textrnn.params import Section

State = Tensor | None  # hidden and cell of each layer (layers, 2, batch, hidden); None: zeros


class Architecture(Section):
    """The network's shape."""

    embedding_size: int = Field(gt=0, le=4096)
    embedding_std: float = Field(gt=0, le=100, description="of its random initial values; PyTorch's own is 1")
    hidden_size: int = Field(gt=0, le=4096)
    layers: int = Field(gt=0, le=16)
    residual: bool = Field(description="add a layer's input to its output (He 2016), where the sizes agree")
    dropout: float = Field(ge=0, lt=1, description="on the embedding, between layers and before the head")
    initialization: Initialization


class Generator(nn.Module):
    """Reads tokens, gives at each of them a logit for every token that may come next."""

    def __init__(self, vocabulary_size: int, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        self.embedding = nn.Embedding(vocabulary_size, architecture.embedding_size, sparse=True)
        sizes = [architecture.embedding_size] + [architecture.hidden_size] * (architecture.layers - 1)
        self.layers = nn.ModuleList(
            make_lstm(size, architecture.hidden_size, architecture.initialization) for size in sizes
        )
        self.dropout = nn.Dropout(architecture.dropout)
        self.head = Linear(architecture.hidden_size, vocabulary_size)
        nn.init.normal_(self.embedding.weight, std=architecture.embedding_std)

    def forward(self, tokens: Tensor, state: State = None) -> tuple[Tensor, Tensor]:
        """Logits, and the state after the last token, through which no gradient flows.

        tokens: (batch, time); state: (layers, 2, batch, hidden) or None; logits: (batch, time, vocabulary)
        """
        values = self.dropout(self.embedding(tokens.T))  # (time, batch, features)
        after: list[Tensor] = []
        for number, lstm in enumerate(self.layers):
            outputs, last = lstm(values, None if state is None else tuple(state[number][:, None]))
            after.append(torch.cat(last).detach())
            added = self.architecture.residual and outputs.shape == values.shape
            values = self.dropout(outputs) + values if added else self.dropout(outputs)
        return self.head(values.transpose(0, 1)), torch.stack(after)

    def read(self, inputs: tuple[Tensor, ...], state: State = None) -> tuple[Tensor, Tensor]:
        """Logits, and the state after the last token, where rows may go on from a batch before.

        inputs: tokens (batch, time), and for each row (batch,) 1 if it goes on from `state`, 0 if it starts anew;
        state: of at least as many rows, since rows that are over are the last ones
        """
        tokens, continues = inputs
        if state is not None:
            state = state[:, :, : len(tokens)] * continues[:, None] if continues.any() else None
        logits, after = self(tokens, state)
        return logits, after

    def config(self) -> dict[str, object]:
        """What `load` needs besides the weights."""
        return {
            "architecture": self.architecture.model_dump(include=set(Architecture.model_fields)),
            "vocabulary_size": self.embedding.num_embeddings,
        }

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load a trained network from its folder, ready to generate."""
        config = read_json(folder / "config.json")
        with reading(folder / "config.json"):
            network = cls(config["vocabulary_size"], Architecture(**config["architecture"]))
        with reading(folder / "model.safetensors"):
            network.load_state_dict(load_file(folder / "model.safetensors"))
        return network.eval()
