"""A classifier in use, held against its network, row by row, and against what evaluate wrote."""

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tests.data.test_tokenizer import FITTED
from tests.pipeline_copy import PipelineCopy
from textrnn.classification.network import Architecture, ClassifierNetwork
from textrnn.classifier import BATCH, CHUNK, Classifier, Prediction
from textrnn.data.records import read_records
from textrnn.data.truncation import Truncation
from textrnn.errors import InputError
from textrnn.files import read_rows
from textrnn.model.writing import write_model
from tools.pipeline import ROOT

LABELS = ["metal", "grain", "<b>&\x1b[31m"]
LONGEST = 12  # Tokens that are read.
TRUNCATION = Truncation(max_length=LONGEST, pad_to_multiple_of=8)
ARCHITECTURE = Architecture(
    word_dropout=0.5,
    bigram_vectors=7,
    hidden_size=5,
    layers=1,
    bidirectional=True,
    pooling="max_mean",
    embedding_dropout=0.5,
    dropout=0.5,
    initialization="pytorch",
)


def make_network(vocabulary: int, labels: list[str] | None = None) -> ClassifierNetwork:
    with torch.random.fork_rng():
        torch.manual_seed(1)
        network = ClassifierNetwork(3 * torch.randn(vocabulary, 6), labels or LABELS, ARCHITECTURE)
    network.temperature = 0.25
    return network.eval()


def write_classifier(folder: Path, kind: str = "bpe", labels: list[str] | None = None) -> Path:
    """A model with random weights, as publishing writes it, but for its card."""
    network = make_network(FITTED[kind].get_vocab_size(), labels)
    more = {"train": {"epochs": 3, "learning_rate": 0.1}, "truncation": TRUNCATION.model_dump()}
    write_model(folder / "classifier", network, network.config() | more)
    FITTED[kind].save(str(folder / "classifier/tokenizer.json"))
    return folder / "classifier"


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    return Classifier.load(write_classifier(tmp_path_factory.mktemp("model")))


def by_hand(network: ClassifierNetwork, tokenizer: Tokenizer, text: str, longest: int) -> dict[str, float]:
    """Probabilities of a text that is read alone, without padding."""
    ids = tokenizer.encode(text, add_special_tokens=False).ids[:longest]
    with torch.no_grad():
        logits = network(torch.tensor([ids or [0]]), torch.tensor([len(ids)]))[0]
    return dict(zip(network.labels, logits.double().softmax(dim=-1).tolist(), strict=True))


def check_same(predictions: list[Prediction], expected: list[Prediction]) -> None:
    assert [one.label for one in predictions] == [one.label for one in expected]
    for one, other in zip(predictions, expected, strict=True):
        assert one.probabilities == pytest.approx(other.probabilities, abs=1e-6)


@given(st.lists(st.text() | st.sampled_from(["", "To be, or not to be: " * 9, "日本 🎭"]), max_size=9))
def test_probabilities_are_those_of_the_network_that_reads_each_text_alone(
    classifier: Classifier, texts: list[str]
) -> None:
    predictions = classifier.predict(texts)
    assert len(predictions) == len(texts)
    for text, one in zip(texts, predictions, strict=True):
        expected = by_hand(classifier.network, FITTED["bpe"], text, LONGEST)
        assert one.probabilities == pytest.approx(expected, abs=1e-6)
        assert list(one.probabilities) == LABELS == classifier.labels
        assert sum(one.probabilities.values()) == pytest.approx(1, abs=1e-6)
        assert one.label == max(one.probabilities, key=one.probabilities.__getitem__)
        assert one.probability == one.probabilities[one.label]


def test_what_lies_behind_the_longest_text_is_not_read(classifier: Classifier) -> None:
    text = " be" * LONGEST
    assert len(classifier.encode([text])[0]) == LONGEST
    assert classifier.predict([text + " or not", text]) == classifier.predict([text, text + " to be"])
    short = " be" * (LONGEST - 1)
    (one, other) = classifier.predict([short + " or", short + " that"])
    assert one.probabilities != pytest.approx(other.probabilities, abs=1e-4)


def test_texts_are_read_as_they_come_and_keep_their_order(classifier: Classifier) -> None:
    taken = 0

    def texts() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "To be " * (taken % 5) + str(taken % 7)

    predictions = classifier.predict_each(texts())
    assert taken == 0
    first = next(predictions)
    assert taken == CHUNK
    first_ones = [first, *islice(predictions, CHUNK + 30)]
    assert taken == 2 * CHUNK
    kinds = {"To be " * (number % 5) + str(number % 7): one for number, one in enumerate(first_ones, start=1)}
    for number, one in enumerate(first_ones, start=1):
        expected = kinds["To be " * (number % 5) + str(number % 7)]
        assert one.probabilities == pytest.approx(expected.probabilities, abs=1e-6)
    for text, one in kinds.items():
        assert one.probabilities == pytest.approx(by_hand(classifier.network, FITTED["bpe"], text, 12), abs=1e-6)


def test_long_texts_are_read_few_at_a_time(classifier: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textrnn.classifier.LARGEST_CHUNK", 100)
    taken: list[str] = []

    def texts() -> Iterator[str]:
        for number in range(50):
            taken.append("be " * (10 * number))
            yield taken[-1]

    predictions = classifier.predict_each(texts())
    next(predictions)
    assert sum(map(len, taken[:-1])) < 100 <= sum(map(len, taken))
    assert 1 + len(list(predictions)) == 50


def test_a_single_text_is_refused(classifier: Classifier) -> None:
    for one in (classifier.predict, classifier.predict_each):
        with pytest.raises(InputError, match="a list of texts"):
            list(one("oil"))


def test_weights_far_too_large_are_refused(classifier: Classifier, tmp_path: Path) -> None:
    damaged = Classifier.load(write_classifier(tmp_path))
    with torch.no_grad():
        damaged.network.head.weight.fill_(3e38)
    with pytest.raises(InputError, match="the model is damaged: its probabilities are NaN"):
        damaged.predict(["to be"])


def test_no_texts_have_no_predictions(classifier: Classifier) -> None:
    assert classifier.predict([]) == []


def test_a_lone_surrogate_is_refused(classifier: Classifier) -> None:
    with pytest.raises(InputError, match=r"'a\\udcff' contains a lone surrogate: write it in UTF-8"):
        classifier.predict(["whole", "a\udcff"])


@pytest.mark.parametrize("multiple", [1, 3, 64])
def test_padding_changes_nothing(classifier: Classifier, multiple: int) -> None:
    texts = ["", "To be", "or not to be, that is"]
    truncation = Truncation(max_length=LONGEST, pad_to_multiple_of=multiple)
    other = Classifier(classifier.network, classifier.tokenizer, truncation)
    check_same(other.predict(texts), classifier.predict(texts))
    assert other.pad([[1], [1, 2, 3, 4]])[0].shape[1] == -(-4 // multiple) * multiple


def test_predictions_are_those_that_evaluate_wrote(pipeline: PipelineCopy) -> None:
    classifier = Classifier.load(pipeline.folder / "data/models/classification")
    texts = [record.text for record in read_records(pipeline.folder / "data/splits/classification/test.jsonl")]
    written = read_rows(pipeline.folder / "data/scores/classification/ensemble/predictions.csv")
    assert len(texts) == len(written) > 10
    assert "" in texts
    predictions = classifier.predict(texts)
    assert [one.label for one in predictions] == [row["predicted"] for row in written]
    assert [one.probability for one in predictions] == pytest.approx(
        [float(row["probability"]) for row in written], abs=2e-6
    )
    check_same([classifier.predict([text])[0] for text in texts], predictions)
    check_same(classifier.predict(texts[::-1])[::-1], predictions)
    check_same(classifier.predict(texts * (2 * BATCH // len(texts) + 1))[: len(texts)], predictions)


def test_texts_are_truncated_as_in_training(pipeline: PipelineCopy) -> None:
    config = json.loads((pipeline.folder / "data/models/classification/config.json").read_text(encoding="utf-8"))
    classifier = Classifier.load(str(pipeline.folder / "data/models/classification"))
    assert classifier.truncation.model_dump() == config["truncation"]
    assert not classifier.network.training


@pytest.mark.parametrize(("kind", "use"), [("classifier", "predict(['to be'])"), ("generator", "generate('to be')")])
def test_a_model_is_used_without_the_compiler_of_torch(pipeline: PipelineCopy, kind: str, use: str) -> None:
    task = {"classifier": "classification", "generator": "generation"}[kind]
    model = str(pipeline.folder / f"data/models/{task}")
    code = (
        f"from textrnn.{kind} import {kind.title()}; import sys; {kind.title()}.load({model!r}).{use}; "
        "sys.exit('torch._dynamo' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
