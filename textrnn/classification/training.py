"""How a classifier is trained: its parameters, the batches of each epoch, what its network needs at the end."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from pydantic import Field
from torch import Tensor
from torch.utils.data import DataLoader

from textrnn.classification.batches import ByLength, Documents
from textrnn.classification.calibration import fit_temperature
from textrnn.classification.class_weights import ClassWeight, class_weights, logit_adjustment
from textrnn.classification.network import Architecture, ClassifierNetwork
from textrnn.data.examples import TRUNCATION
from textrnn.data.tokenizer import written_tokens
from textrnn.data.vectors import read_vectors
from textrnn.files import read_json
from textrnn.nn.batch import Batch
from textrnn.nn.character_ngrams import CharacterNgrams
from textrnn.training.fit import Epochs
from textrnn.training.params import TrainingParams
from textrnn.training.stages import Inputs, Task


class TrainParams(Architecture, TrainingParams):
    """Section `<task>.train`."""

    bucket_batches: int = Field(
        gt=0, le=1_000_000, description="batches sorted by length together: more pads less and mixes less"
    )
    character_ngram_vectors: int = Field(
        ge=0, le=10_000_000, description="vectors that all n-grams of 3 to 6 characters inside words share; 0: none"
    )
    class_weight: ClassWeight = Field(
        description="what documents of a class weigh: as others, or more the fewer it has"
    )
    logit_adjustment: float = Field(
        ge=0, le=10, description="times the logarithm of its share is added to a class's logit in training; 0: nothing"
    )


def shuffled_epochs(documents: Documents, params: TrainParams) -> Epochs:
    """The batches of each epoch, which shuffles the documents again."""

    def batches_of_epoch(epoch: int) -> DataLoader[Batch]:
        sampler = ByLength(documents.examples, params.batch_size, params.bucket_batches, (params.seed, epoch))
        return DataLoader(documents, sampler=sampler, batch_size=None)

    return batches_of_epoch


def validation_batches(inputs: Inputs, params: TrainParams) -> DataLoader[Batch]:
    """All documents of the validation split once, by length."""
    return batches_by_length(Documents.read(inputs.ids, inputs.examples, "valid"), params.batch_size)


def batches_by_length(documents: Documents, batch_size: int) -> DataLoader[Batch]:
    """All documents once, by length."""
    return DataLoader(documents, sampler=ByLength(documents.examples, batch_size), batch_size=None)


def begin(inputs: Inputs, params: TrainParams, splits: Sequence[str]) -> tuple[ClassifierNetwork, Epochs]:
    """An untrained network, and what it reads of some splits."""
    torch.manual_seed(params.seed)
    vectors, labels = read_vectors(inputs.vectors), read_json(inputs.ids / "labels.json")
    network = ClassifierNetwork(vectors, labels, params, inside_tokens(inputs.tokenizer, vectors, params))
    documents = Documents.read(inputs.ids, inputs.examples, *splits)
    classes = documents.examples["label"]
    network.class_weight = class_weights(params.class_weight, classes, len(labels))
    network.logit_adjustment = logit_adjustment(params.logit_adjustment, classes, len(labels))
    return network, shuffled_epochs(documents, params)


def inside_tokens(tokenizer: Path, vectors: Tensor, params: TrainParams) -> CharacterNgrams | None:
    """Vectors for the character n-grams of all tokens, if there are any: not of unknown words, nor of bytes."""
    if not params.character_ngram_vectors:
        return None
    return CharacterNgrams(written_tokens(tokenizer), params.character_ngram_vectors, vectors.shape[1])


def finish(network: ClassifierNetwork, inputs: Inputs) -> dict[str, object]:
    """Make a trained network's outputs probabilities on valid; say how documents are truncated for it."""
    documents = Documents.read(inputs.ids, inputs.examples, "valid")
    network.temperature = calibrate(network, batches_by_length(documents, batch_size=64))
    return {"truncation": read_json(inputs.examples / TRUNCATION)}


@torch.no_grad()
def calibrate(network: ClassifierNetwork, batches: Iterable[Batch]) -> float:
    """The temperature that makes what a trained network says of these documents probabilities."""
    outputs = [(network(*batch.inputs), batch.targets) for batch in batches]
    logits, labels = (torch.cat(parts) for parts in zip(*outputs, strict=True))
    return fit_temperature(logits, labels)


CLASSIFIER = Task(TrainParams, begin, validation_batches, finish)
