import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import DataLoader

from stages.classification.compare import mcnemar
from tests.classification.test_batches import EXAMPLES, IDS
from textrnn.classification.batches import ByLength, Documents
from textrnn.classification.evaluation import score_predictions
from textrnn.classification.metrics import score_labels
from textrnn.classification.network import Architecture, ClassifierNetwork
from textrnn.classification.scores import predict


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
def test_accuracy_and_macro_f1_by_counting(pairs: list[tuple[int, int]]) -> None:
    f1 = []
    for label in {actual for actual, _ in pairs}:
        right = sum(actual == predicted == label for actual, predicted in pairs)
        mentions = sum((actual == label) + (predicted == label) for actual, predicted in pairs)
        f1.append(2 * right / mentions)
    scores = score_labels(*np.array(pairs).T)
    assert math.isclose(scores["accuracy"], sum(a == p for a, p in pairs) / len(pairs))
    assert math.isclose(scores["macro_f1"], sum(f1) / len(f1), abs_tol=1e-12)


def test_two_models_are_compared_by_mcnemars_exact_test() -> None:
    actual = np.zeros(40)
    ours, theirs = np.zeros(40), np.zeros(40)
    ours[:4], theirs[2:12] = 1, 1  # Two wrong together, two alone, eight of theirs alone.
    chance = 2 * sum(math.comb(10, count) for count in range(3)) / 2**10
    assert mcnemar(actual, ours, theirs) == {
        "only_network_right": 8,
        "only_baseline_right": 2,
        "p_value": pytest.approx(chance),
    }
    assert mcnemar(actual, theirs, ours) == {
        "only_network_right": 2,
        "only_baseline_right": 8,
        "p_value": pytest.approx(chance),
    }
    assert mcnemar(actual, ours, ours) == {"only_network_right": 0, "only_baseline_right": 0, "p_value": 1.0}


def test_loss_is_the_mean_of_minus_log_probability() -> None:
    chances = torch.tensor([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]], dtype=torch.float64)
    scores = score_predictions(chances.log(), np.array([1, 2]))
    assert math.isclose(scores["loss"], -(math.log(0.25) + math.log(0.8)) / 2)
    assert scores["accuracy"] == 0.5


def test_predictions_come_in_the_order_of_the_documents() -> None:
    torch.manual_seed(1)
    architecture = Architecture(
        word_dropout=0.5,
        bigram_vectors=0,
        hidden_size=4,
        layers=1,
        bidirectional=True,
        pooling="max",
        embedding_dropout=0.5,
        dropout=0.5,
        initialization="pytorch",
    )
    network = ClassifierNetwork(torch.randn(500, 4), ["x", "y"], architecture).eval()
    documents = Documents(IDS, EXAMPLES)
    found = predict(network, documents, 16, "score")
    torch.testing.assert_close(found.exp().sum(dim=1), torch.ones(len(EXAMPLES)))
    for number in (0, 5, 402):
        alone = network(*documents[np.array([number])].inputs).log_softmax(dim=-1)[0]
        torch.testing.assert_close(found[number], alone, atol=1e-5, rtol=0)
    assert len(DataLoader(documents, sampler=ByLength(EXAMPLES, 16), batch_size=None)) == 26
