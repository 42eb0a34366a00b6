from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.utils.class_weight import compute_class_weight
from tokenizers import Tokenizer, models
from torch.nn.functional import cross_entropy, one_hot

from textrnn.classification.batches import Documents
from textrnn.classification.calibration import fit_temperature
from textrnn.classification.evaluation import score_predictions
from textrnn.classification.network import ClassifierNetwork
from textrnn.classification.scores import predict
from textrnn.classification.training import (
    CLASSIFIER,
    TrainParams,
    batches_by_length,
    calibrate,
    finish,
)
from textrnn.data.arrays import TokenWriter
from textrnn.data.examples import DOCUMENT, TRUNCATION, make_examples
from textrnn.data.tokenizer import END, UNKNOWN
from textrnn.files import write_json, write_text
from textrnn.nn.character_ngrams import ngrams
from textrnn.training.fit import fit
from textrnn.training.stages import Inputs

PARAMS: dict[str, Any] = {
    "hidden_size": 8,
    "layers": 1,
    "bidirectional": True,
    "pooling": "max",
    "word_dropout": 0.1,
    "bigram_vectors": 0,
    "character_ngram_vectors": 0,
    "class_weight": "none",
    "logit_adjustment": 0.0,
    "embedding_dropout": 0.1,
    "dropout": 0.1,
    "initialization": "orthogonal",
    "batch_size": 8,
    "shards": 2,
    "bucket_batches": 2,
    "epochs": 4,
    "validations_per_epoch": 1,
    "select_by": "accuracy",
    "optimizer": "adam",
    "learning_rate": 0.03,
    "momentum": 0.9,
    "betas": [0.9, 0.99],
    "weight_decay": 0.0,
    "schedule": "constant",
    "warmup": 0.0,
    "gradient_clip": 1.0,
    "loss": "squared_hinge",
    "label_smoothing": 0.0,
    "seed": 1,
}


WORDS = {END: 0, UNKNOWN: 1} | {f"word{number}": number for number in range(2, 20)}


def random_vectors() -> NDArray[np.float32]:
    return np.random.default_rng(2).standard_normal((20, 8)).astype(np.float32)


def inputs_of(folder: Path) -> Inputs:
    return Inputs(ids=folder, examples=folder, vectors=folder / "vectors.npy", tokenizer=folder / "tokenizer.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents whose label is whether token 3 occurs; every tenth is empty."""
    made = tmp_path_factory.mktemp("data")
    np.save(made / "vectors.npy", random_vectors())
    write_json(made / "labels.json", ["no", "yes"])
    write_text(made / "tokenizer.json", Tokenizer(models.WordLevel(WORDS, unk_token=UNKNOWN)).to_str())
    write_json(made / TRUNCATION, {"max_length": 12, "pad_to_multiple_of": 16})
    random = np.random.default_rng(1)
    for split in ("train", "valid"):
        writer = TokenWriter(made / split, 20, labelled=True)
        labels, lengths = [], []
        for number in range(120):
            document = random.integers(4, 20, 0 if number % 10 == 0 else random.integers(1, 12)).tolist()
            if document and random.random() < 0.5:
                document[random.integers(len(document))] = 3
            labels.append(int(3 in document))
            lengths.append(len(document))
            writer.append(document, len(document))
            writer.end_document(labels[-1])
        writer.close()
        ends = np.cumsum(lengths)
        table = make_examples(DOCUMENT, start=ends - lengths, length=lengths, width=16, label=labels)
        np.save(made / f"{split}.npy", table)
    return made


def run(folder: Path, **changes: Any) -> tuple[ClassifierNetwork, float]:
    params = TrainParams.model_validate(PARAMS | changes)
    inputs = inputs_of(folder)
    network, epochs = CLASSIFIER.begin(inputs, params, ["train"])
    curve = fit(network, epochs, CLASSIFIER.validation(inputs, params), params)
    return network, max(point.valid_accuracy for point in curve)


@pytest.mark.parametrize("pooling", ["last", "mean", "max", "max_mean"])
@pytest.mark.parametrize("bidirectional", [True, False])
def test_every_pooling_finds_the_word_that_decides(folder: Path, pooling: str, bidirectional: bool) -> None:
    assert run(folder, pooling=pooling, bidirectional=bidirectional, epochs=12)[1] > 0.85


def test_a_run_repeats_itself_and_seeds_differ(folder: Path) -> None:
    weights = [run(folder, seed=seed, epochs=1)[0].head.weight for seed in (1, 1, 2)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


def test_what_is_inside_words_is_learned_and_then_folded_into_their_vectors(folder: Path) -> None:
    network, accuracy = run(folder, character_ngram_vectors=500)
    assert accuracy > 0.8
    inside = network.embedding.inside
    assert inside is not None
    assert inside.counts.tolist() == [0, 0, *(len(list(ngrams(word))) for word in list(WORDS)[2:])]
    documents = Documents.read(folder, folder, "valid")
    before = predict(network.eval(), documents, 7, "score")
    network.fold()
    assert not any("inside" in name for name in network.state_dict())
    torch.testing.assert_close(predict(network, documents, 7, "score"), before)


def test_classes_weigh_as_their_documents_say(folder: Path) -> None:
    network, _ = run(folder, class_weight="balanced", epochs=1)
    labels = Documents.read(folder, folder, "train").examples["label"]
    weights = compute_class_weight("balanced", classes=np.arange(2), y=labels)
    assert network.class_weight is not None
    np.testing.assert_allclose(network.class_weight.numpy(), weights, rtol=1e-6)
    assert "class_weight" not in network.state_dict()
    assert not torch.equal(network.head.weight, run(folder, epochs=1)[0].head.weight)


def test_logits_are_adjusted_in_training_alone(folder: Path) -> None:
    network, _ = run(folder, logit_adjustment=0.5, epochs=1, dropout=0.0, embedding_dropout=0.0, word_dropout=0.0)
    labels = Documents.read(folder, folder, "train").examples["label"]
    batch = next(iter(batches_by_length(Documents.read(folder, folder, "valid"), 4)))
    with torch.no_grad():
        network.temperature = 1.0
        difference = network.train()(*batch.inputs) - network.eval()(*batch.inputs)
    expected = 0.5 * np.log(np.bincount(labels, minlength=2) / len(labels))
    np.testing.assert_allclose(difference.numpy(), np.tile(expected, (len(difference), 1)), atol=1e-5)
    assert "logit_adjustment" not in network.state_dict()


def test_a_trained_network_is_calibrated_on_the_validation_split(folder: Path) -> None:
    network, accuracy = run(folder, epochs=1, learning_rate=0.01)
    assert 0.5 < accuracy < 1
    network.eval()
    assert network.temperature == 1.0
    valid = Documents.read(folder, folder, "valid")
    labels = valid.examples["label"]

    def loss() -> float:
        return score_predictions(predict(network, valid, 7, "score"), labels)["loss"]

    before = loss()
    temperature = calibrate(network, batches_by_length(valid, 7))
    losses = []
    for network.temperature in (temperature, 0.9 * temperature, 1.1 * temperature):
        losses.append(loss())
    assert losses[0] < min(*losses[1:], before + 1e-9)


def test_what_is_finished_has_a_temperature_and_says_how_it_truncates(folder: Path) -> None:
    network, _ = run(folder, epochs=1)
    assert finish(network.eval(), inputs_of(folder)) == {"truncation": {"max_length": 12, "pad_to_multiple_of": 16}}
    assert network.config()["temperature"] == network.temperature != 1.0


@pytest.mark.parametrize("truth", [0.3, 1.0, 4.0])
def test_the_temperature_that_labels_were_drawn_with_is_found(truth: float) -> None:
    random = torch.Generator().manual_seed(1)
    logits = 3 * torch.randn(4000, 5, generator=random)
    labels = torch.multinomial((logits / truth).softmax(dim=-1), 1, generator=random)[:, 0]
    found = fit_temperature(logits, labels)
    assert found == pytest.approx(truth, rel=0.08)
    smoothed = one_hot(labels, 5).double().lerp(torch.tensor(0.2, dtype=torch.float64), 1 / 4002)
    costs = [cross_entropy(logits.double() / other, smoothed) for other in (found, found * 0.98, found * 1.02)]
    assert costs[0] < min(costs[1:])


@pytest.mark.parametrize("documents", [20, 50, 1000])
def test_a_few_documents_that_are_all_right_are_no_certainty(documents: int) -> None:
    labels = torch.arange(documents) % 3
    temperature = fit_temperature(2.0 * one_hot(labels, 3) - 1, labels)
    chance = (torch.tensor([1.0, -1.0, -1.0]) / temperature).softmax(dim=0)[0].item()
    assert chance == pytest.approx(1 - 2 / 3 / (documents + 2), abs=1e-3 / documents**0.5)
