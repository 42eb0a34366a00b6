"""A trained classifier, to be used: `Classifier.load("data/models/classification").predict(["some text"])`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from textrnn.classification.loading import load_network
from textrnn.classification.network import KIND, ClassifierNetwork
from textrnn.data.tokenizer import encode
from textrnn.data.truncation import Truncation
from textrnn.errors import InputError, reading
from textrnn.model.layout import CONFIG
from textrnn.model.reading import REMEDY, read_config
from textrnn.model.tokenizer import read_fitting_tokenizer, whole

CHUNK = 1024  # Texts in memory at a time; sorted by length, so that little is padded.
LARGEST_CHUNK = 10_000_000  # Characters after which a chunk ends, however few its texts.
BATCH = 64
Ids = list[int]


@dataclass(frozen=True)
class Prediction:
    """What a classifier says of a text."""

    label: str
    probability: float
    probabilities: dict[str, float]  # of all labels, in their order; they add up to 1


class Classifier:
    """A trained classifier with its tokenizer. What it says of a text depends on no other text, but for 1e-6."""

    def __init__(self, network: ClassifierNetwork, tokenizer: Tokenizer, reading: Truncation) -> None:
        self.network = network
        self.tokenizer = tokenizer
        self.reading = reading

    @classmethod
    def load(cls, model: Path | str) -> Self:
        """Load a model from its folder, or from the file that `textrnn pack` made.

        Raises:
            InputError: it is no such model, or damaged.
        """
        model = Path(model)
        network = load_network(model)
        tokenizer = read_fitting_tokenizer(model, network.embedding.shape[0])
        with reading(model / CONFIG, REMEDY):
            return cls(network, tokenizer, Truncation(**read_config(model, KIND)["reading"]))

    @property
    def labels(self) -> list[str]:
        """All labels, in the order of the probabilities."""
        return self.network.labels

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """The label of each text, with the probabilities of all labels.

        Raises:
            InputError: `texts` is one text, or something in it is none.
        """
        return list(self.predict_each(texts))

    def predict_each(self, texts: Iterable[str]) -> Iterator[Prediction]:
        """The same one by one, for any number of texts: only some of them are in memory."""
        if isinstance(texts, str):
            raise InputError("predict takes a list of texts: [text] for a single one")
        for chunk in chunks(texts):
            for row in self.log_probabilities([self.encode(text) for text in chunk]).exp().tolist():
                best = max(range(len(row)), key=row.__getitem__)
                yield Prediction(self.labels[best], row[best], dict(zip(self.labels, row, strict=True)))

    def encode(self, text: str) -> Ids:
        """The tokens that the network reads of a text.

        Raises:
            InputError: it is no text, holds half a character, or is too much for the model's tokenizer.
        """
        return encode(self.tokenizer, whole(text))[: self.reading.max_length]

    @torch.no_grad()
    def log_probabilities(self, documents: Sequence[Ids]) -> Tensor:
        """Log-probabilities (documents, labels) of documents as tokens.

        Raises:
            InputError: they are no numbers, as the weights are far too large.
        """
        order = sorted(range(len(documents)), key=lambda number: len(documents[number]))
        found = torch.empty(len(documents), len(self.labels))
        for at in range(0, len(order), BATCH):
            rows = order[at : at + BATCH]
            found[rows] = self.network(*self.padded([documents[number] for number in rows])).log_softmax(dim=-1)
        if found.isnan().any():
            raise InputError(f"the model is damaged: what it says is no number; {REMEDY}")
        return found

    def padded(self, documents: Sequence[Ids]) -> tuple[Tensor, Tensor]:
        """Tokens (documents, time), padded with token 0, and lengths (documents,)."""
        lengths = torch.tensor([len(ids) for ids in documents])
        width = max(-(-int(lengths.max()) // self.reading.pad_to_multiple_of), 1) * self.reading.pad_to_multiple_of
        tokens: np.ndarray[Any, Any] = np.zeros((len(documents), width), dtype=np.int64)
        for row, ids in enumerate(documents):
            tokens[row, : len(ids)] = ids
        return torch.from_numpy(tokens), lengths


def chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts that are read together."""
    chunk: list[str] = []
    size = 0
    for text in texts:
        chunk.append(text)
        size += len(text) if isinstance(text, str) else 0
        if len(chunk) == CHUNK or size >= LARGEST_CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
