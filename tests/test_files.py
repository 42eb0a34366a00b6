from pathlib import Path

import pytest

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


def test_leftovers_of_a_killed_run_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / ".file.part").mkdir()
    (tmp_path / ".file.part" / "half").touch()
    write_json(tmp_path / "file", {"b": 1, "a": "é"})
    assert (tmp_path / "file").read_bytes() == '{\n  "a": "é",\n  "b": 1\n}\n'.encode()
    assert len(list(tmp_path.iterdir())) == 1


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
