"""Training loops to time: ours, and the bare one of `nn.LSTM` and a head that a tutorial would write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

import textrnn.classification.training
import textrnn.generation.training
from textrnn.classification.batches import ByLength, Documents
from textrnn.classification.network import ClassifierNetwork
from textrnn.data.vectors import read_vectors
from textrnn.distributed.process_group import SINGLE_PROCESS, ProcessGroup
from textrnn.generation.batches import Streams, Windows
from textrnn.generation.network import GeneratorNetwork
from textrnn.nn.batch import Batch
from textrnn.params.section import read_section
from textrnn.training.params import TrainingParams
from textrnn.training.trainer import Trainer

DATA = Path("data")
Loop = Callable[[], None]


class BareClassifier(nn.Module):
    """What a tutorial would write: nothing is masked, so padding is read and pooled."""

    def __init__(self, vectors: Tensor, classes: int, params: textrnn.classification.training.TrainParams) -> None:
        super().__init__()
        self.embedding = nn.Embedding(*vectors.shape)
        self.lstm = nn.LSTM(
            vectors.shape[1],
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
    """Embeddings of tokens and of bigrams, `nn.LSTM` with all its layers, `nn.Linear`."""

    def __init__(self, vectors: Tensor, params: textrnn.generation.training.TrainParams) -> None:
        super().__init__()
        vocabulary, features = vectors.shape
        self.embedding = nn.Embedding(*vectors.shape)
        self.bigrams = nn.Embedding(max(params.bigram_vectors, 1), features)
        self.lstm = nn.LSTM(features, params.hidden_size, params.layers, batch_first=True)
        self.head = nn.Linear(params.hidden_size, vocabulary)
        self.state: tuple[Tensor, Tensor] | None = None

    def forward(self, tokens: Tensor) -> Tensor:
        """(batch, time) -> logits (batch, time, vocabulary), the state carried on from the last call."""
        bigrams = (tokens + 7_919 * tokens.roll(1, dims=1)) % self.bigrams.num_embeddings
        outputs, (hidden, cell) = self.lstm(self.embedding(tokens) + self.bigrams(bigrams), self.state)
        self.state = (hidden.detach(), cell.detach())
        logits: Tensor = self.head(outputs)
        return logits


@dataclass(frozen=True)
class Loops:
    """The batches of a task, and how to make both networks for them."""

    batches: Sequence[Batch]
    params: TrainingParams
    ours: Callable[[], ClassifierNetwork | GeneratorNetwork]
    bare: Callable[[], nn.Module]

    def our_loop(self, shards: int | None = None, group: ProcessGroup = SINGLE_PROCESS) -> Loop:
        """A step of a training run for each batch, in as many shards as the params say if no number is given."""
        network = self.ours()
        params = self.params.model_copy(update={"shards": shards} if shards else {})
        trainer = Trainer(network, 10**6, params, group)

        def loop() -> None:
            for batch in self.batches:
                trainer.train_on(batch)

        return loop

    def bare_loop(self) -> Loop:
        """Forward, backward and a fused AdamW step for each batch."""
        network = self.bare()
        optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, fused=True)

        def loop() -> None:
            for batch in self.batches:
                optimizer.zero_grad()
                logits = network(batch.inputs[0])
                torch.autograd.backward(cross_entropy(logits.flatten(0, -2), batch.targets.flatten()))
                optimizer.step()

        return loop


def classification(steps: int = 60) -> Loops:
    """Batches of training documents."""
    params = read_section("classification.train", textrnn.classification.training.TrainParams)
    documents = Documents.read(DATA / "ids/classification", DATA / "examples/classification", "train")
    sampler = ByLength(documents.examples, params.batch_size, params.bucket_batches, (params.seed, 0))
    vectors = read_vectors(DATA / "vectors/classification.npy")
    labels = sorted(map(str, np.unique(documents.examples["label"])))
    return Loops(
        [documents[rows] for rows in islice(sampler, steps)],
        params,
        lambda: ClassifierNetwork(vectors, labels, params),
        lambda: BareClassifier(vectors, len(labels), params),
    )


def generation(steps: int = 25) -> Loops:
    """Windows of the training text."""
    params = read_section("generation.train", textrnn.generation.training.TrainParams)
    windows = Windows.read(DATA / "ids/generation", DATA / "examples/generation", "train")
    streams = Streams(windows.windows, params.batch_size, (params.seed, 0))
    vectors = read_vectors(DATA / "vectors/generation.npy")
    return Loops(
        [windows[rows] for rows in islice(streams, steps)],
        params,
        lambda: GeneratorNetwork(vectors, params),
        lambda: BareGenerator(vectors, params),
    )


LOOPS = {"classification": classification, "generation": generation}
