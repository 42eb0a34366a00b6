from pathlib import Path

import numpy as np
import pytest

from textrnn.data.arrays import ArrayWriter, TokenWriter, read_arrays


@pytest.mark.parametrize(("vocabulary", "dtype"), [(256, "|u1"), (257, "<u2"), (65536, "<u2"), (65537, "<u4")])
def test_documents_come_back(tmp_path: Path, vocabulary: int, dtype: str) -> None:
    documents = [[0, vocabulary - 1], [], [5] * 1000]
    writer = TokenWriter(tmp_path / "ids", vocabulary, labelled=True)
    for number, document in enumerate(documents):
        for piece in (document[:7], document[7:]):
            writer.append(piece, characters=5 * number)
        writer.end_document(number)
    writer.close()
    arrays = read_arrays(tmp_path / "ids")
    assert [document.tolist() for document in np.split(arrays.ids, arrays.ends[:-1])] == documents
    assert arrays.ids.dtype.str == dtype
    assert isinstance(arrays.ids.base, np.memmap)
    assert arrays.characters.tolist() == [0, 10, 20]
    assert arrays.labels is not None
    assert arrays.labels.tolist() == [0, 1, 2]


def test_text_without_labels_has_none(tmp_path: Path) -> None:
    writer = TokenWriter(tmp_path / "ids", 10, labelled=False)
    writer.append([1], 1)
    writer.end_document(None)
    writer.close()
    assert read_arrays(tmp_path / "ids").labels is None


def test_the_bytes_are_those_of_numpy(tmp_path: Path) -> None:
    writer = ArrayWriter(tmp_path / "written.npy", np.dtype(np.uint16))
    writer.append([1, 2])
    writer.append([3])
    writer.close()
    np.save(tmp_path / "saved.npy", np.array([1, 2, 3], dtype="<u2"))
    assert (tmp_path / "written.npy").read_bytes() == (tmp_path / "saved.npy").read_bytes()
