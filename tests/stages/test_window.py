import numpy as np
import pytest

from stages.window import Params, window
from textrnn.data.arrays import TokenArrays

ENDS = np.array([0, 7, 9, 30, 35])
ARRAYS = TokenArrays(np.arange(35), ENDS, ENDS, None)


@pytest.mark.parametrize("length", range(1, 8))
@pytest.mark.parametrize("stride", range(1, 8))
def test_windows_are_those_found_by_trying_all_places(length: int, stride: int) -> None:
    expected = [
        start
        for first, end in zip([0, *ENDS[:-1]], ENDS, strict=True)
        for start in range(first, end)
        if (start - first) % stride == 0 and start + length + 1 <= end  # with the target of the last token
    ]
    windows = window(ARRAYS, Params(context_length=length, stride=stride))
    assert windows["start"].tolist() == expected
    assert set(windows["length"].tolist()) <= {length}


def test_text_shorter_than_a_window_gives_none() -> None:
    assert len(window(ARRAYS, Params(context_length=21, stride=1))) == 0
