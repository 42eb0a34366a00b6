import numpy as np
import pytest
from torch.utils.data import DataLoader

from stages.window import Params, window
from textrnn.data.arrays import TokenArrays
from textrnn.generation.batches import NO_TARGET, Shuffled, Streams, Windows, whole_texts
from textrnn.nn.batch import Batch

ENDS = np.cumsum([100, 13, 87, 5, 215, *range(20, 60)])
IDS = np.arange(ENDS[-1])  # A token's id is its place, so that what follows what can be seen.
ARRAYS = TokenArrays(IDS, ENDS, ENDS, None)
WINDOWS = window(ARRAYS, Params(context_length=6, stride=6))


def batches(sampler: Streams | Shuffled) -> DataLoader[Batch]:
    return DataLoader(Windows(IDS, WINDOWS), sampler=sampler, batch_size=None)


@pytest.mark.parametrize("seed", [None, (1, 0), (1, 1)])
def test_a_stream_goes_on_where_it_says_so(seed: tuple[int, int] | None) -> None:
    last: np.ndarray[tuple[int], np.dtype[np.int64]] | None = None
    seen: list[int] = []
    carried = 0
    for batch in batches(Streams(WINDOWS, 5, seed)):
        tokens, continues = batch.inputs
        rows = len(tokens)
        assert rows == 5 or len(seen) == len(WINDOWS) // 5 * 5  # Only the last batch may have fewer.
        assert (batch.targets == tokens + 1).all()
        firsts = tokens[:, 0].numpy()
        follows = np.zeros(5) if last is None else (firsts == last[:rows] + 1) & ~np.isin(firsts, ENDS)
        assert continues.tolist() == follows.tolist()
        carried += int(continues.sum())
        last = tokens[:, -1].numpy()
        seen += tokens[:, 0].tolist()
    assert sorted(seen) == sorted(WINDOWS["start"])
    assert carried > 0.6 * len(seen)


@pytest.mark.parametrize("kind", [Streams, Shuffled])
def test_the_order_is_a_function_of_seed_and_epoch(kind: type[Streams | Shuffled]) -> None:
    orders = [
        np.concatenate([rows for rows, _ in kind(WINDOWS, 5, seed)]).tolist()
        for seed in [(1, 0), (1, 0), (1, 1), (2, 0), None]
    ]
    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders}) == 4


def test_shuffled_windows_come_once_and_cold() -> None:
    steps = list(Shuffled(WINDOWS, 5, (1, 0)))
    assert sorted(np.concatenate([rows for rows, _ in steps])) == list(range(len(WINDOWS)))
    assert not any(continues.any() for _, continues in steps)
    assert len(steps) == len(Shuffled(WINDOWS, 5))


def test_more_rows_than_windows() -> None:
    (rows, continues), *more = Streams(WINDOWS[:3], 5)
    assert sorted(rows) == [0, 1, 2]
    assert not continues.any()
    assert not more


@pytest.mark.parametrize("length", [1, 7, 1000])
@pytest.mark.parametrize("batch_size", [1, 3, 9])
def test_whole_texts_ask_for_every_token_once(length: int, batch_size: int) -> None:
    targets: list[int] = []
    for texts, batch in whole_texts(ARRAYS, length, batch_size):
        tokens, continues = batch.inputs
        asked = batch.targets != NO_TARGET
        assert (batch.targets[asked] == tokens[asked] + 1).all()
        starts = ARRAYS.starts[texts]
        assert continues.tolist() == [float(tokens[-1, 0] != starts[-1])] * len(texts)
        targets += batch.targets[asked].tolist()
    assert sorted(targets) == sorted(set(range(ENDS[-1])) - set(ARRAYS.starts.tolist()))
