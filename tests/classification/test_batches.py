import numpy as np
import pytest
from torch.utils.data import DataLoader

from textrnn.classification.batches import ByLength, Documents
from textrnn.data.examples import DOCUMENT, make_examples

LENGTHS = np.random.default_rng(1).integers(0, 60, 403)
ENDS = LENGTHS.cumsum()
EXAMPLES = make_examples(
    DOCUMENT, start=ENDS - LENGTHS, length=LENGTHS, width=np.maximum(-(-LENGTHS // 8), 1) * 8, label=LENGTHS % 7
)
IDS = np.random.default_rng(2).integers(1, 500, ENDS[-1]).astype(np.uint16)


@pytest.mark.parametrize("seed", [None, (1, 0), (1, 1)])
def test_every_document_comes_once(seed: tuple[int, int] | None) -> None:
    batches = list(ByLength(EXAMPLES, 16, 4, seed))
    assert sorted(np.concatenate(batches).tolist()) == list(range(403))
    assert len(batches) == len(ByLength(EXAMPLES, 16, 4, seed)) == 26


def test_the_order_is_a_function_of_seed_and_epoch() -> None:
    orders = [
        np.concatenate(list(ByLength(EXAMPLES, 16, 4, seed))).tolist() for seed in [(1, 0), (1, 0), (1, 1), (2, 0)]
    ]
    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders}) == 3


def test_little_is_padded() -> None:
    widths = [EXAMPLES["width"][batch].max() * len(batch) for batch in ByLength(EXAMPLES, 16, 8, (1, 0))]
    assert LENGTHS.sum() / sum(widths) > 0.75


def test_a_batch_holds_its_documents() -> None:
    for batch in DataLoader(Documents(IDS, EXAMPLES), sampler=ByLength(EXAMPLES, 16, 8, (1, 0)), batch_size=None):
        tokens, lengths = batch.inputs
        assert tokens.shape[1] % 8 == 0
        for row, length, label in zip(tokens, lengths, batch.targets, strict=True):
            assert not row[length:].any()
            start = next(
                e["start"]
                for e in EXAMPLES
                if e["length"] == length and (IDS[e["start"] :][:length] == row[:length].numpy()).all()
            )
            assert label == length % 7
            assert start >= 0
