"""How fast one process trains beside a bare loop of `nn.LSTM` and head with the same shapes, batches and pins."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

import stages.classification.train
import stages.generation.train
from textrnn.batch import Batch
from textrnn.classification.batches import ByLength, Documents
from textrnn.classification.network import Classifier
from textrnn.generation.batches import Streams, Windows
from textrnn.generation.network import Generator
from textrnn.params import read_section
from textrnn.tokenization import read_tokenizer
from textrnn.training import Run
from tools.bench.timing import report, speed_ratio

DATA = Path("data")
Loop = Callable[[], None]


class BareClassifier(nn.Module):
    """What a tutorial would write: nothing is masked, so padding is read and pooled."""

    def __init__(self, vocabulary: int, classes: int, params: stages.classification.train.Params) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, params.embedding_size)
        self.lstm = nn.LSTM(
            params.embedding_size,
            params.hidden_size,
            params.layers,
            batch_first=True,
            bidirectional=params.bidirectional,
        )
        self.head = nn.Linear(2 * params.hidden_size * (1 + params.bidirectional), classes)

    def forward(self, tokens: Tensor) -> Tensor:
        """(batch, time) -> logits (batch, classes)."""
        states = self.lstm(self.embedding(tokens))[0]
        logits: Tensor = self.head(torch.cat([states.amax(dim=1), states.mean(dim=1)], dim=-1))
        return logits


class BareGenerator(nn.Module):
    """Embedding, `nn.LSTM` with all its layers, `nn.Linear`."""

    def __init__(self, vocabulary: int, params: stages.generation.train.Params) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, params.embedding_size)
        self.lstm = nn.LSTM(params.embedding_size, params.hidden_size, params.layers, batch_first=True)
        self.head = nn.Linear(params.hidden_size, vocabulary)
        self.state: tuple[Tensor, Tensor] | None = None

    def forward(self, tokens: Tensor) -> Tensor:
        """(batch, time) -> logits (batch, time, vocabulary), the state carried on from the last call."""
        outputs, (hidden, cell) = self.lstm(self.embedding(tokens), self.state)
        self.state = (hidden.detach(), cell.detach())
        logits: Tensor = self.head(outputs)
        return logits


def bare_loop(network: nn.Module, batches: list[Batch]) -> Loop:
    """Forward, backward and a fused AdamW step for each batch."""
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, fused=True)

    def loop() -> None:
        for batch in batches:
            optimizer.zero_grad()
            logits = network(batch.inputs[0])
            torch.autograd.backward(cross_entropy(logits.flatten(0, -2), batch.targets.flatten()))
            optimizer.step()

    return loop


def classifier_loops(steps: int) -> tuple[Loop, Loop]:
    """Ours and the bare loop over the same batches of the training documents."""
    params = read_section("classification.train", stages.classification.train.Params)
    params = params.model_copy(update={"shards": 1})
    documents = Documents.read(DATA / "ids/classification", DATA / "examples/classification", "train")
    sampler = ByLength(documents.examples, params.batch_size, params.pool, (params.seed, 0))
    rows = list(islice(sampler, steps))
    size = read_tokenizer(DATA / "tokenizers/classification.json").get_vocab_size()
    labels = sorted(map(str, np.unique(documents.examples["label"])))
    network = Classifier(size, labels, params)
    run = Run(network, network.read, len(sampler), params)

    def ours() -> None:
        for chosen in rows:
            run.update(documents[chosen])

    return ours, bare_loop(BareClassifier(size, len(labels), params), [documents[chosen] for chosen in rows])


def generator_loops(steps: int) -> tuple[Loop, Loop]:
    """Ours and the bare loop over the same windows of the training text."""
    params = read_section("generation.train", stages.generation.train.Params).model_copy(update={"shards": 1})
    windows = Windows.read(DATA / "ids/generation", DATA / "examples/generation", "train")
    chosen = list(islice(Streams(windows.windows, params.batch_size, (params.seed, 0)), steps))
    size = read_tokenizer(DATA / "tokenizers/generation.json").get_vocab_size()
    network = Generator(size, params)
    run = Run(network, network.read, len(windows.windows), params)

    def ours() -> None:
        for step in chosen:
            run.update(windows[step])

    return ours, bare_loop(BareGenerator(size, params), [windows[step] for step in chosen])


def padding_waste() -> float:
    """The share of an epoch's batches that is padding."""
    params = read_section("classification.train", stages.classification.train.Params)
    documents = Documents.read(DATA / "ids/classification", DATA / "examples/classification", "train")
    lengths, widths = documents.examples["length"], documents.examples["width"]
    batches = list(ByLength(documents.examples, params.batch_size, params.pool, (params.seed, 0)))
    read = sum(int(widths[rows].max()) * len(rows) for rows in batches)
    return 1 - float(lengths.sum()) / read


def main() -> None:
    """Print all figures of training."""
    for name, loops in (("classifier", classifier_loops(60)), ("generator", generator_loops(25))):
        ratio = speed_ratio(*loops)
        report(f"training the {name}, speed against a bare loop", f"{ratio:.2f}", "at least 0.92", ratio >= 0.92)
    waste = padding_waste()
    report("padding in the classifier's batches", f"{waste:.1%}", "at most 15 %", waste <= 0.15)
