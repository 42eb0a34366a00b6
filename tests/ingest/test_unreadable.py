"""Files that cannot be read, or not whole: refused, replaced, or left out."""

from pathlib import Path
from typing import Any

import pytest

from stages.fetch import Params, fetch
from tests.ingest.custom_corpora import PLAIN, custom_corpus
from textrnn.data.records import Record
from textrnn.errors import InputError
from textrnn.ingest.encodings import DETECT, REPLACE, UTF8, detect
from textrnn.ingest.layout import encoding_of
from textrnn.ingest.left_out import LeftOut
from textrnn.ingest.records import CUSTOM, TEST, read_part
from textrnn.ingest.tables import read_lines
from textrnn.ingest.texts import read_document

MIXED = "né\n".encode() + "né\n".encode("cp1252")
FOLDERS = {"folder_is_label": True, "encoding": DETECT}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Classes of two files that can be read, and one or two that cannot."""
    files = {"a/1.txt": "né".encode(), "a/2.txt": MIXED, "b/1.txt": b"x\ny\0z", "b/2.txt": "né".encode("utf-16")}
    for name, content in files.items():
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_bytes(content)
    return tmp_path / "data"


def records_of(path: Path, left_out: LeftOut | None = None, source: str = CUSTOM, **values: Any) -> list[Record]:
    return list(read_part(path, custom_corpus(**values), source, left_out=left_out))


@pytest.mark.parametrize("values", [FOLDERS, {"encoding": DETECT}, {"encoding": DETECT, "documents_per_file": 9}])
def test_all_files_of_a_folder_that_cannot_be_read_are_named_at_once(values: dict[str, Any], folder: Path) -> None:
    with pytest.raises(InputError) as refused:
        records_of(folder, **values)
    message = str(refused.value)
    assert message.startswith(
        f"2 files cannot be read: {folder}/a/2.txt, line 2 is not UTF-8, though other lines are, "
    )
    assert f"; {folder}/b/1.txt, line 2 contains a NUL byte. textrnn use --skip-unreadable leaves such" in message


def test_of_many_files_the_first_are_named(tmp_path: Path) -> None:
    for number in range(1200):
        (tmp_path / f"{number:04}.txt").write_bytes(b"a\0")
    with pytest.raises(
        InputError, match=r"1,200 files cannot .*0004\.txt, line 1 contains a NUL byte; and 1,195 more\."
    ):
        records_of(tmp_path)


@pytest.mark.parametrize(
    ("values", "texts"),
    [(FOLDERS, ["né", "né"]), ({"encoding": DETECT}, ["né", "né"]), ({"encoding": "utf-8"}, ["né"])],
)
def test_files_that_cannot_be_read_are_left_out_and_counted(
    values: dict[str, Any], texts: list[str], folder: Path
) -> None:
    left_out = LeftOut()
    records = records_of(folder, left_out, skip_unreadable=True, **values)
    assert [record.text for record in records] == texts
    assert left_out.unreadable.count == 4 - len(texts)
    assert left_out.unreadable.first[0].startswith(f"{folder}/a/2.txt, line 2 is not ")
    test_part = LeftOut()
    assert len(records_of(folder, test_part, TEST, skip_unreadable=True, **values)) == len(texts)
    assert test_part.unreadable == left_out.unreadable


def test_of_running_text_no_part_of_such_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"line of text\n\n" * 50_000 + b"\0")
    (tmp_path / "b.txt").write_text("more")
    assert [record.source for record in records_of(tmp_path, skip_unreadable=True)] == ["b.txt"]


def test_where_no_file_can_be_read_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0")
    with pytest.raises(
        InputError, match=r"a\.txt, line 1 contains a NUL byte: no file of .* that has text can be read"
    ):
        records_of(tmp_path, skip_unreadable=True)


def test_a_single_file_is_not_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0")
    with pytest.raises(InputError, match=r"a\.txt, line 1 contains a NUL byte: that is no text; save it as UTF-8$"):
        records_of(tmp_path / "a.txt", skip_unreadable=True)


def test_what_cannot_be_decoded_is_replaced(folder: Path) -> None:
    texts = [record.text for record in records_of(folder / "a", encoding=DETECT, errors="replace")]
    assert texts == ["né", "né\nn\ufffd\n"]
    (folder / "t.csv").write_bytes(b"text,label\nn\xe9 \xc3\xa9,x\nplain,y\n")
    table: dict[str, Any] = {"text_column": "text", "label_column": "label"}
    assert [record.text for record in records_of(folder / "t.csv", errors="replace", **table)] == ["n\ufffd é", "plain"]
    with pytest.raises(
        InputError, match=r"t\.csv, line 2 is not written in utf-8-sig: .* read it with --errors replace"
    ):
        records_of(folder / "t.csv", **table)


@pytest.mark.parametrize("encoding", [UTF8, "utf-16", "cp1252", "cp932", DETECT])
def test_replacing_changes_nothing_of_what_can_be_decoded(encoding: str, tmp_path: Path) -> None:
    text = "Die Tür ist größer als früher, und die Straße kürzer." if encoding != "cp932" else "吾輩は猫である。"
    (tmp_path / "a.txt").write_bytes(text.encode("cp1252" if encoding == DETECT else encoding))
    assert read_document(tmp_path / "a.txt", encoding + REPLACE) == text
    assert [row.values["text"] for row in read_lines(tmp_path / "a.txt", encoding + REPLACE)] == [text]


def test_a_mixed_file_is_utf8_where_errors_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(MIXED)
    assert detect(tmp_path / "a.txt", mixed=True) == encoding_of([tmp_path / "a.txt"], mixed=True) == UTF8


def test_beside_a_file_that_cannot_be_read_each_has_its_own_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(MIXED)
    (tmp_path / "b.txt").write_bytes("un café très fermé".encode("cp1252"))
    files = sorted(tmp_path.iterdir())
    assert encoding_of(files, in_folder=True) == DETECT
    with pytest.raises(InputError, match="two encodings are mixed"):
        encoding_of(files)


def test_the_stage_says_what_it_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = FOLDERS | {"corpus": "custom", "path": str(folder), "skip_unreadable": True}
    assert len(list(fetch(Params.model_validate(PLAIN | values), folder))) == 2
    assert capsys.readouterr().out.startswith(f"left out, as they could not be read, 2 of the files: {folder}/a/2.txt,")
