"""Files in other people's shapes: known by their first bytes, read, or named for what they are."""

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import feather, parquet

from tests.ingest.custom_corpora import TABLE, custom_corpus
from tests.ingest.test_tables import zstandard
from textrnn.errors import InputError
from textrnn.ingest.columns import describe_columns
from textrnn.ingest.encodings import UTF8, detect, open_text
from textrnn.ingest.layout import detect_layout
from textrnn.ingest.records import CUSTOM, read_part
from textrnn.ingest.tables import is_table, read_rows, read_texts
from textrnn.ingest.texts import read_document

CONTENT = b"text,label\na b,x\nc d,y\n"


def in_zip(content: bytes, name: str = "x.csv") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, content)
    return written.getvalue()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": zstandard,
    "zip": in_zip,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("ending", ["", "named"])
def test_a_compressed_file_is_read_whatever_its_name_is(kind: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / ("a.csv" if not ending else f"a.csv.{kind}")
    path.write_bytes(PACKED[kind](CONTENT))
    assert detect(path) == UTF8
    assert [row.values for row in read_rows(path, UTF8)] == [
        {"text": "a b", "label": "x"},
        {"text": "c d", "label": "y"},
    ]


def as_feather(path: Path) -> None:
    feather.write_feather(pyarrow.table({"text": ["a"]}), str(path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
            "a pointer of Git LFS, .*: git lfs pull brings it",
        ),
        (b"\n<!DOCTYPE html>\n<html>", "a page of HTML, .*: download it again"),
        (gzip.compress(b"<HTML lang='en'>", mtime=0), "a page of HTML"),
        (in_zip(b"", "[Content_Types].xml"), r"a Word or Excel file: save the sheet as \.csv"),
        (b"%PDF-1.7\n", "a PDF: save its text"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"ARROW1\0\0", r"an Arrow \(Feather\) file"),
        (b"PAR1...PAR1", r"a Parquet file: let its name end in \.parquet"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"a\.csv is {message}"):
        detect_layout(path, detect(path), None, None, None)


def test_a_page_of_html_is_text_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("<html>")
    assert detect_layout(tmp_path / "a.txt", detect(tmp_path / "a.txt"), None, None, None)["text_column"] is None


def test_a_file_as_pandas_and_feather_write_it_is_named(tmp_path: Path) -> None:
    as_feather(tmp_path / "a.csv")
    with pytest.raises(InputError, match="an Arrow"):
        detect(tmp_path / "a.csv")


def test_a_folder_of_tables_is_not_its_description(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "README.md").write_text("# A data set")
    parquet.write_table(pyarrow.table({"text": ["a"]}), tmp_path / "data/train-0.parquet")
    with pytest.raises(InputError, match=r"holds tables, such as .*data/train-0\.parquet: name the table itself"):
        detect_layout(tmp_path, UTF8, None, None, None)
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text("text")
    assert detect_layout(tmp_path, UTF8, None, None, None)["folder_is_label"] is False


@pytest.mark.parametrize("sign", [";", "\t", "|", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_separator_that_excel_names_is_taken(sign: str, end: str, tmp_path: Path) -> None:
    lines = [f"sep={sign}", f"text{sign}label", f"a{sign}b"]
    (tmp_path / "a.csv").write_text("".join(line + end for line in lines), newline="")
    assert [row.values for row in read_rows(tmp_path / "a.csv", UTF8)] == [{"text": "a", "label": "b"}]


def test_quotes_may_stand_behind_a_space(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('"text", "label"\n"a, b", "x"\n')
    assert [row.values for row in read_rows(tmp_path / "a.csv", UTF8)] == [{"text": "a, b", "label": "x"}]


TSV = "text\tlabel\n" + "a b\tx\nc d\ty\n" * 3 + '"e f\tx\ng h\ty\ni j\tx\nk"\ty\n'


@pytest.mark.parametrize(("name", "content"), [("a.tsv", TSV), ("a.tab", TSV), ("a.csv", TSV.replace("\t", ","))])
def test_a_quote_that_swallows_rows_is_refused_with_its_lines(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=rf"{name}, lines 8 to 11: a cell holds what looks like whole rows"):
        list(read_rows(tmp_path / name, UTF8))


def test_a_quote_that_swallows_rows_is_refused_with_line_ends_of_windows(tmp_path: Path) -> None:
    content = TSV.replace("\t", ",").replace("\n", "\r\n")
    (tmp_path / "a.csv").write_text(content, newline="")
    with pytest.raises(InputError, match="lines 8 to 11: a cell holds what looks like whole rows"):
        list(read_rows(tmp_path / "a.csv", UTF8))


@pytest.mark.parametrize("name", ["a.tsv", "a.csv"])
def test_lines_of_a_table_of_one_column_are_no_rows(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text('text\nb\n"a\nb\nc"\n')
    assert [row.values["text"] for row in read_rows(tmp_path / name, UTF8)] == ["b", "a\nb\nc"]


def test_an_empty_label_makes_no_row_of_a_letter(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text,label\nfoo,\n"Hi\nDear Bob,\nbye",x\n')
    assert len(list(read_rows(tmp_path / "a.csv", UTF8))) == 2


@pytest.mark.parametrize("content", [b"BZhang Wei wrote this.\n", b"PAR1SH NEWS\n", b"%PDF files are bad\n", b"PK\n"])
def test_a_text_may_begin_as_another_format_does(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert detect(tmp_path / "a.txt") == UTF8


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("cut", [1, 20])
def test_a_torn_compressed_file_is_named(kind: str, cut: int, tmp_path: Path) -> None:
    path = tmp_path / f"a.csv.{kind}"
    path.write_bytes(PACKED[kind](CONTENT)[:-cut])
    with pytest.raises(InputError, match=rf"a\.csv\.{kind} is damaged, or no \.{kind} file"):
        list(read_rows(path, UTF8))


@pytest.mark.parametrize(
    "cell", ["one, two\nthree, four\nfive, six\nseven", "Dear all,\n\nyours,\nx", "a\tb\nc\td\ne", "x\nx\nx\nx"]
)
def test_a_text_of_several_lines_is_no_row(cell: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\n" + "a b,x\n" * 9 + f'"{cell}",x\n')
    assert list(read_rows(tmp_path / "a.csv", UTF8))[-1].values["text"] == cell


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([{"text": "a", "label": "x"}, {"text": "b"}], ""),
        ([], "has no rows"),
        (["a"], "should hold a list of objects"),
        ("[1", r"is no JSON .*; a file with an object on each line ends in \.jsonl"),
        ('[{"text": 1, "text": 2}]', "a name is there twice"),
    ],
)
def test_json_is_a_list_of_objects(value: Any, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    if message:
        with pytest.raises(InputError, match=message):
            list(read_rows(path, UTF8))
    else:
        assert [(row.place, row.values) for row in read_rows(path, UTF8)] == [
            (f"{path}, row {number}", row) for number, row in enumerate(value, start=1)
        ]


def test_lines_of_fasttext_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("__label__x a  b c\n__label__y\tc d\n__label__z\ne __label__f\n")
    assert is_table(path)
    assert [(document.text, document.label) for document in read_texts(path, UTF8, "text", "label")] == [
        ("a  b c", "x"),
        ("c d", "y"),
        ("", "z"),
        ("e __label__f", ""),
    ]
    path.write_text("__label__x __label__y a\n")
    with pytest.raises(InputError, match="line 1: label has 2 labels, such as 'x'"):
        list(read_texts(path, UTF8, "text", "label"))
    path.write_text("\ufeff\n\n__label__x a\n")
    assert [(document.text, document.label) for document in read_texts(path, UTF8, "text", "label")] == [("a", "x")]
    path.write_text("a __label__x\n")
    assert not is_table(path)


@pytest.mark.parametrize("content", [b"Hello world \0", b"id;text\n\0" * 20, b"abc\0 def ghi\n"])
def test_a_nul_in_utf_8_is_no_utf_16(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert detect(tmp_path / "a.txt") == UTF8
    with pytest.raises(InputError, match="contains a NUL byte"):
        read_document(tmp_path / "a.txt", UTF8)


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["text,label\nПривет мир,да\n", "plain words\n" * 9, "日本 語\n" * 9])
def test_utf_16_without_a_mark_is_known(order: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(order))
    assert detect(path) == order
    with open_text(path, order) as file:
        assert file.read() == text


def test_lines_of_json_may_be_in_a_file_named_json(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"text": "a"}\n{"text": "b"}\n')
    assert [row.values["text"] for row in read_rows(tmp_path / "a.json", UTF8)] == ["a", "b"]


@pytest.mark.parametrize(
    ("cell", "label"), [("['pos']", "pos"), ('["pos"]', "pos"), ("[pos]", "[pos]"), ("['it\\'s']", "['it\\'s']")]
)
def test_a_list_of_one_that_a_cell_writes_is_that_one(cell: str, label: str, tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), ("a", cell)])
    assert [document.label for document in read_texts(tmp_path / "a.csv", UTF8, "text", "label")] == [label]


@pytest.mark.parametrize("cell", ["['joy', 'fear']", '["joy", "fear"]', "['joy' 'fear']"])
def test_lists_of_several_that_cells_write_are_several_labels(cell: str, tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *[("a", cell)] * 4])
    (_, column) = describe_columns(tmp_path / "a.csv", UTF8)
    assert (column.several, column.filled) == (4, 4)


def test_labels_with_quotes_of_their_own_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text,label\na, "x"\nb, "y"\n')
    with pytest.raises(InputError, match=r"line 2 has the label \"x\"; .*line 3 .*: quotes belong to a label where a"):
        list(read_part(tmp_path / "a.csv", custom_corpus(**TABLE), CUSTOM))
