from pathlib import Path

import pytest

from textrnn.data.records import Record, read_records, write_records
from textrnn.errors import InputError


def test_records_come_back(tmp_path: Path) -> None:
    records = [Record("a\nb\u2028\u0085 \r\nc", "x", "s"), Record("", None, "é"), Record("🎭\x00", "", "")]
    write_records(tmp_path / "records.jsonl", records)
    assert list(read_records(tmp_path / "records.jsonl")) == records
    assert (tmp_path / "records.jsonl").read_bytes().count(b"\n") == len(records)


@pytest.mark.parametrize("line", ["", "{", "[]", '{"text": "a"}', '{"text": "a", "label": null, "source": "", "x": 1}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(f'{{"text": "a", "label": null, "source": ""}}\n{line}\n')
    with pytest.raises(InputError, match=r"records.jsonl, line 2 is no record"):
        list(read_records(path))
