import numpy as np

from stages.pad import Params, pad
from textrnn.data.arrays import TokenArrays


def test_documents_are_cut_and_padded() -> None:
    ends = np.array([3, 3, 11, 30])
    arrays = TokenArrays(np.arange(30), ends, ends, np.array([1, 0, 2, 1]))
    rows = pad(arrays, Params(max_length=10, pad_to_multiple_of=4))
    assert rows["start"].tolist() == [0, 3, 3, 11]
    assert rows["length"].tolist() == [3, 0, 8, 10]
    assert rows["width"].tolist() == [4, 4, 8, 12]
    assert rows["label"].tolist() == [1, 0, 2, 1]
