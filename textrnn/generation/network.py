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

State = list[tuple[Tensor, Tensor]]  # (hidden, cell) of each layer, each (1, batch, hidden)


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
        self.embedding = nn.Embedding(vocabulary_size, architecture.embedding_size)
        sizes = [architecture.embedding_size] + [architecture.hidden_size] * (architecture.layers - 1)
        self.layers = nn.ModuleList(
            make_lstm(size, architecture.hidden_size, architecture.initialization) for size in sizes
        )
        self.dropout = nn.Dropout(architecture.dropout)
        self.head = Linear(architecture.hidden_size, vocabulary_size)
        nn.init.normal_(self.embedding.weight, std=architecture.embedding_std)

    def forward(self, tokens: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Logits and the state after the last token.

        tokens: (batch, time); state: as a former call gave it, or zeros; logits: (batch, time, vocabulary)
        """
        values = self.dropout(self.embedding(tokens))
        after: State = []
        for number, lstm in enumerate(self.layers):
            outputs, last = lstm(values, state[number] if state else None)
            after.append(last)
            added = self.architecture.residual and outputs.shape == values.shape
            values = self.dropout(outputs) + values if added else self.dropout(outputs)
        return self.head(values), after

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


class CarriedState:
    """Reads batch after batch; a row that continues the same row of the batch before keeps its state."""

    def __init__(self, network: Generator) -> None:
        self.network = network
        self.state: State | None = None

    def __call__(self, tokens: Tensor, continues: Tensor) -> Tensor:
        """Logits (batch, time, vocabulary); continues: (batch,), 1 where the state is carried over, else 0."""
        state: State | None = None  # Nothing is carried: then the number of rows may be another one.
        if self.state is not None and continues.any():
            rows, kept = len(tokens), continues[:, None]  # Rows that are over are the last ones.
            state = [(hidden[:, :rows] * kept, cell[:, :rows] * kept) for hidden, cell in self.state]
        logits, after = self.network(tokens, state)
        self.state = [(hidden.detach(), cell.detach()) for hidden, cell in after]
        return torch.as_tensor(logits)
