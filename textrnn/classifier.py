"""Use a trained classifier: `Classifier.load("data/models/classification").predict(["some text"])`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from textrnn.classification.abstention import threshold_of
from textrnn.classification.loading import load_network
from textrnn.classification.network import KIND, ClassifierNetwork
from textrnn.classification.svm import LinearSvm
from textrnn.classification.svm_loading import read_svm
from textrnn.data.arrays import Integers
from textrnn.data.tokenizer import checked_text, encode_all, interruptible
from textrnn.data.truncation import Truncation
from textrnn.data.vocabulary import Vocabulary
from textrnn.errors import InputError, reading
from textrnn.model.config import read_config
from textrnn.model.layout import CONFIG
from textrnn.model.reading import REMEDY
from textrnn.model.tokenizer_loading import load_tokenizer

CHUNK = 1024  # Texts in memory at a time; sorted by length, so that little is padded.
LARGEST_CHUNK = 10_000_000  # Characters after which a chunk ends, however few its texts.
BATCH = 64  # Rows,
LARGEST_BATCH = 2**18  # or fewer, so that they have no more tokens.
Ids = list[int]


@dataclass(frozen=True)
class Prediction:
    """What a classifier predicts for a text."""

    label: str
    probability: float
    probabilities: dict[str, float]  # of all labels, in their order; they add up to 1
    known: float  # share of what was read of the text that the vocabulary has: at 0 the label means nothing
    unit: str  # what it is a share of: words or, where the tokens are byte pairs or characters, characters
    abstains: bool = False  # whether the probability lies below the model's threshold: better no answer than this one


class Classifier:
    """A trained classifier with its tokenizer. Its prediction for a text depends on no other text, but for 1e-6."""

    def __init__(
        self,
        network: ClassifierNetwork,
        tokenizer: Tokenizer,
        truncation: Truncation,
        threshold: float | None = None,
        svm: LinearSvm | None = None,
    ) -> None:
        """Predictions abstain whose probability is below `threshold`, if there is one.

        The scores of `svm`, if there is one, are added to the logits of the network. It reads all of a text.
        """
        self.network = network
        self.tokenizer = tokenizer
        self.truncation = truncation
        self.vocabulary = Vocabulary(tokenizer)
        self.threshold = threshold
        self.svm = svm

    @classmethod
    def load(cls, model: Path | str) -> Self:
        """Load a model from its folder, or from the file that `textrnn pack` made.

        Raises:
            InputError: it is no such model, or damaged.
        """
        model = Path(model)
        network = load_network(model)
        tokenizer = load_tokenizer(model, network.embedding.shape[0])
        config = read_config(model, KIND)
        with reading(model / CONFIG, REMEDY):
            truncation, threshold = Truncation(**config["truncation"]), threshold_of(config)
        svm = read_svm(model, len(network.labels)) if config.get("svm") else None
        return cls(network, tokenizer, truncation, threshold, svm)

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
        """The same one by one, for any number of texts: only some of them are in memory.

        Raises:
            InputError: as for `predict`.
        """
        if isinstance(texts, str):
            raise InputError("predict takes a list of texts: [text] for a single one")
        for chunk in chunks(texts):
            documents = self.encode(chunk)
            for ids, row in zip(documents, self.log_probabilities(documents, chunk).exp().tolist(), strict=True):
                yield self.prediction(ids, row)

    def prediction(self, ids: Ids, row: list[float]) -> Prediction:
        """What is predicted for a document as tokens that has these probabilities."""
        likeliest = max(range(len(row)), key=row.__getitem__)
        probabilities = dict(zip(self.labels, row, strict=True))
        known, unit = self.vocabulary.share(ids), self.vocabulary.unit
        abstains = self.threshold is not None and row[likeliest] < self.threshold
        return Prediction(self.labels[likeliest], row[likeliest], probabilities, known, unit, abstains)

    def encode(self, texts: Sequence[str]) -> list[Ids]:
        """The ids of the tokens that the network reads of each text.

        Raises:
            InputError: one is no text, contains a lone surrogate, or is too much for the model's tokenizer.
        """
        checked = list(map(checked_text, texts))
        ids = interruptible(lambda: encode_all(self.tokenizer, checked))
        return [tokens[: self.truncation.max_length] for tokens in ids]

    @torch.no_grad()
    def log_probabilities(self, documents: Sequence[Ids], texts: Sequence[str]) -> Tensor:
        """Log-probabilities (documents, labels) of documents as tokens, which the network reads, and as texts.

        Raises:
            InputError: one is NaN, as the weights are far too large.
        """
        logits = torch.empty(len(documents), len(self.labels))
        for rows in batches(np.array([len(ids) for ids in documents])):
            logits[rows] = self.network(*self.pad([documents[number] for number in rows]))
        if self.svm is not None:
            logits += self.svm.scores(texts)
        log_probabilities = logits.log_softmax(dim=-1)
        if log_probabilities.isnan().any():
            raise InputError(f"the model is damaged: its probabilities are NaN; {REMEDY}")
        return log_probabilities

    def pad(self, documents: Sequence[Ids]) -> tuple[Tensor, Tensor]:
        """Tokens (documents, time), padded with token 0, and lengths (documents,)."""
        lengths = np.array([len(ids) for ids in documents])
        tokens = np.zeros((len(documents), self.truncation.row_widths(lengths).max()), dtype=np.int64)
        for row, ids in enumerate(documents):
            tokens[row, : len(ids)] = ids
        return torch.from_numpy(tokens), torch.from_numpy(lengths)


def batches(lengths: Integers) -> Iterator[list[int]]:
    """The numbers of documents that are read together, from the shortest ones on."""
    rows: list[int] = []
    for number in lengths.argsort(kind="stable").tolist():
        if len(rows) == BATCH or (rows and (len(rows) + 1) * lengths[number] > LARGEST_BATCH):
            yield rows
            rows = []
        rows.append(number)
    if rows:
        yield rows


def chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts that are in memory together."""
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
