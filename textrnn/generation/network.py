"""The generator: embedding -> stacked LSTMs -> logits of the next token."""

import torch
from pydantic import Field
from torch import Tensor, nn

from textrnn.nn.batch import Network, State
from textrnn.nn.embedding import TokenEmbedding
from textrnn.nn.layers import Initialization, Linear, make_lstm
from textrnn.params.section import Section

KIND = "generator"


class Architecture(Section):
    """The network's shape."""

    bigram_vectors: int = Field(ge=0, le=1_000_000, description="vectors that all bigrams share by hash; 0: none")
    hidden_size: int = Field(gt=0, le=4096, description="units of a layer")
    layers: int = Field(gt=0, le=16, description="of LSTMs, one on top of the other")
    residual: bool = Field(description="add a layer's input to its output (He 2016), where the sizes agree")
    dropout: float = Field(ge=0, lt=1, description="on the embedding, between layers and before the head")
    initialization: Initialization = Field(description="of the LSTMs; pytorch: as nn.LSTM comes")


class GeneratorNetwork(Network):
    """Reads tokens, gives at each of them a logit for every token that may come next.

    `unseen` are the tokens that its training text lacks: it has learned nothing of them, so they are never drawn.
    """

    def __init__(self, vectors: Tensor, architecture: Architecture) -> None:
        """`vectors` of the tokens (vocabulary, features) are where the embedding starts."""
        super().__init__()
        self.architecture = architecture
        self.unseen: list[int] = []
        self.embedding = TokenEmbedding(vectors, architecture.bigram_vectors)
        sizes = [vectors.shape[1]] + [architecture.hidden_size] * (architecture.layers - 1)
        self.layers = nn.ModuleList(
            make_lstm(size, architecture.hidden_size, architecture.initialization) for size in sizes
        )
        self.dropout = nn.Dropout(architecture.dropout)
        self.head = Linear(architecture.hidden_size, len(vectors))

    @property
    def classes(self) -> int:
        """The tokens."""
        return self.head.out_features

    def forward(self, tokens: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Logits, and the state after the last token.

        tokens: (batch, time); logits: (batch, time, vocabulary)
        """
        if state is None:
            state = self.zero_state(tokens)
        values = self.dropout(self.embedding(tokens, state.last_token))
        hidden, cell = [], []
        for number, lstm in enumerate(self.layers):
            before = tuple(part[:, number].contiguous()[None] for part in (state.hidden, state.cell))
            outputs, (last_hidden, last_cell) = lstm(values, before)
            hidden.append(last_hidden[0].detach())
            cell.append(last_cell[0].detach())
            is_added = self.architecture.residual and outputs.shape == values.shape
            values = self.dropout(outputs) + values if is_added else self.dropout(outputs)
        after = State(torch.stack(hidden, dim=1), torch.stack(cell, dim=1), tokens[:, -1:])
        return self.head(values.transpose(0, 1)), after

    def zero_state(self, tokens: Tensor) -> State:
        """The state of rows that start."""
        zeros = torch.zeros(len(tokens), len(self.layers), self.architecture.hidden_size, device=tokens.device)
        return State(zeros, zeros, torch.zeros_like(tokens[:, :1]))

    def read(self, inputs: tuple[Tensor, ...], state: State | None = None) -> tuple[Tensor, State]:
        """Logits, and the state after the last token, where rows may continue from a batch before.

        inputs: tokens (batch, time), and for each row (batch,) 1 if it continues from `state`, 0 if it starts again;
        state: of at least as many rows, since rows that are over are the last ones
        """
        tokens, continues = inputs
        if state is not None:
            state = state.for_rows(continues) if continues.any() else None
        logits, after = self(tokens, state)
        return logits, after

    def config(self) -> dict[str, object]:
        """What `load_network` needs besides the weights."""
        return {
            "kind": KIND,
            "architecture": self.architecture.model_dump(include=set(Architecture.model_fields)),
            "embedding": self.embedding.shape,
            "unseen": self.unseen,
        }
