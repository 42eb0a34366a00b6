from pathlib import Path

import pytest

from tests.ingest.test_likely_encodings import CENTRAL
from textrnn.ingest.doubts import find_doubt
from textrnn.ingest.encodings import DETECT, UTF8

SHORT = CENTRAL["Czech"][:60]


def files_of(folder: Path, *contents: bytes) -> list[Path]:
    for number, content in enumerate(contents):
        (folder / f"{number}.txt").write_bytes(content)
    return sorted(folder.iterdir())


def test_the_first_line_that_differs_is_shown_in_both_encodings(tmp_path: Path) -> None:
    content = f"only ASCII\n{'á' * 2} the same\n{'plain words ' * 99}{SHORT}\n".encode("iso8859-2")
    doubt = find_doubt(files_of(tmp_path, content), "cp1250")
    assert doubt
    assert (doubt.line, list(doubt.texts), doubt.files) == (3, ["cp1250", "iso8859-2"], 1)
    assert "Zásilka přišla příliš pozdě" in doubt.texts["iso8859-2"]
    assert "Zásilka přiąla přílią pozdě" in doubt.texts["cp1250"]
    assert all(len(text) <= 90 and "plain words Zás" in text for text in doubt.texts.values())


def test_where_the_encoding_is_clear_nothing_is_said(tmp_path: Path) -> None:
    files = files_of(tmp_path, CENTRAL["Czech"].encode("cp1250"), "Grüße".encode("cp1252"), b"ASCII", b"a\0")
    assert find_doubt(files, "cp1250") is None
    assert find_doubt(files, UTF8) is None


@pytest.mark.parametrize(
    ("clear", "encoding", "files"), [(0, "cp1250", 2), (1, "cp1250", 2), (2, "cp1250", 0), (5, DETECT, 2)]
)
def test_files_of_one_encoding_are_clear_where_half_of_them_are(
    clear: int, encoding: str, files: int, tmp_path: Path
) -> None:
    contents = [SHORT.encode("iso8859-2")] * 2 + [CENTRAL["Slovak"].encode("cp1250")] * clear + [b"ASCII"] * 9
    doubt = find_doubt(files_of(tmp_path, *contents), encoding)
    assert (doubt.files if doubt else 0) == files
