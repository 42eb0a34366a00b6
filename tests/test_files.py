import errno
import os
from pathlib import Path

import pytest

from textrnn.errors import InputError
from textrnn.files import read_rows, replacing, rounded, write_json, write_metrics, write_rows


def write_half(path: Path) -> None:
    with replacing(path) as beside:
        beside.write_text("half")
        raise ZeroDivisionError


def test_a_file_is_replaced_only_when_all_went_well(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    with replacing(path) as beside:
        beside.write_text("old")
        assert not path.exists()
    with pytest.raises(ZeroDivisionError):
        write_half(path)
    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    for name in ("first", "second"):
        with replacing(tmp_path / "folder") as beside:
            beside.mkdir()
            (beside / name).touch()
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["second"]
    assert len(list(tmp_path.iterdir())) == 1


def test_of_two_writers_the_last_one_wins_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with replacing(path) as first:
        first.write_text("first")
        with replacing(path) as second:
            second.write_text("second")
        assert path.read_text() == "second"
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch(0o600)
    write_json(tmp_path / "file", 1)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, replacing(tmp_path / "file"):
        pass
    assert caught.value.filename == str(tmp_path / "file")


def test_a_full_disk_is_told_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full") as caught, replacing(tmp_path / "file"):
        raise OSError(errno.ENOSPC, "full")
    assert caught.value.filename == str(tmp_path / "file")


@pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), OSError("odd"), OSError(errno.EIO, "broken", "input")])
def test_an_error_of_something_else_is_not_laid_to_the_file(error: OSError, tmp_path: Path) -> None:
    named = error.filename
    with pytest.raises(OSError) as caught, replacing(tmp_path / "file"):  # noqa: PT011
        raise error
    assert caught.value is error
    assert error.filename == named


def test_what_is_neither_file_nor_folder_is_kept(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="pipe is neither a file nor a folder, and would be lost"):
        write_json(tmp_path / "pipe", 1)
    assert (tmp_path / "pipe").is_fifo()


def test_metrics_are_rounded(tmp_path: Path) -> None:
    write_metrics(tmp_path / "metrics.json", {"loss": 0.12345678, "rows": [1 / 3, 2]})
    assert (
        tmp_path / "metrics.json"
    ).read_text() == '{\n  "loss": 0.123457,\n  "rows": [\n    0.333333,\n    2\n  ]\n}\n'
    assert rounded("1.23456789") == "1.23456789"


def test_rows_come_back(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows.csv", ["word", "share"], [('a, "b"\nc', 1 / 3)])
    assert read_rows(tmp_path / "rows.csv") == [{"word": 'a, "b"\nc', "share": "0.333333"}]
    assert b"\r" not in (tmp_path / "rows.csv").read_bytes()
    write_rows(tmp_path / "rows.csv", ["word", "share"], [("a\rb", 1), ("", 2)])
    assert read_rows(tmp_path / "rows.csv") == [{"word": "a\rb", "share": "1"}, {"word": "", "share": "2"}]
