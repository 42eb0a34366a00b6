import csv
import gzip
import io
import json
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from pyarrow import parquet

from textrnn.errors import InputError
from textrnn.ingest import cells, delimited, rows
from textrnn.ingest.cells import as_text
from textrnn.ingest.column_choice import guess_text
from textrnn.ingest.columns import describe_columns
from textrnn.ingest.encodings import UTF8
from textrnn.ingest.parquet import BATCH
from textrnn.ingest.rows import Dialect, Row
from textrnn.ingest.tables import read_lines, read_rows, read_texts

ROWS = [
    {"text": "plain", "label": "a"},
    {"text": 'with, ; | \t "quotes"', "label": "b"},
    {"text": "two\nlines\r\nand three", "label": "a"},
    {"text": "مرحبا بالعالم שלום", "label": "rtl"},
    {"text": "日本語の文章 🎭👩‍👩‍👧", "label": "中"},
    {"text": " spaces ", "label": ""},
    {"text": "word " * 100_000, "label": "long"},
]
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


def zstandard(content: bytes) -> bytes:
    """Packed by another library than the one that unpacks it."""
    packed: bytes = pyarrow.compress(content, codec="zstd", asbytes=True)
    return packed


def as_csv(rows: list[dict[str, str]], delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_json_lines(rows: list[dict[str, str]], *, ascii_only: bool) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows).encode()


def as_parquet(table: Any) -> bytes:
    written = io.BytesIO()
    parquet.write_table(table, written)
    return written.getvalue()


def zipped(content: bytes, name: str, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", kind) as archive:
        archive.writestr(f"folder/{name}", content)
        archive.writestr(f"__MACOSX/._{name}", b"junk")
    return written.getvalue()


FILES = {f"{number}.csv": as_csv(ROWS, delimiter) for number, delimiter in enumerate(",;\t|")} | {
    "a.tsv": as_csv(ROWS, "\t"),
    "a.CSV": b"\xef\xbb\xbf" + as_csv(ROWS, ","),
    "a.jsonl": as_json_lines(ROWS, ascii_only=False),
    "escaped.ndjson": as_json_lines(ROWS, ascii_only=True),
    "a.parquet": as_parquet(pyarrow.Table.from_pylist(ROWS)),
}
COMPRESSIONS: dict[str, Callable[[bytes, str], bytes]] = {
    "": lambda content, name: content,
    ".gz": lambda content, name: gzip.compress(content[:100]) + gzip.compress(content[100:]),
    ".zst": lambda content, name: zstandard(content[:100]) + zstandard(content[100:]),
    ".zip": zipped,
}


def rows_of(path: Path, content: bytes | str, columns: list[str] | None = None) -> list[Row]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_rows(path, UTF8, columns))


def values(rows: list[Row]) -> list[dict[str, Any]]:
    return [row.values for row in rows]


@pytest.mark.parametrize(
    ("name", "compression"),
    [(name, compression) for name in FILES for compression in COMPRESSIONS if not compression or "parquet" not in name],
)
def test_every_format_and_compression_gives_the_same_rows(name: str, compression: str, tmp_path: Path) -> None:
    path = tmp_path / (name + compression)
    assert values(rows_of(path, COMPRESSIONS[compression](FILES[name], name))) == ROWS
    assert values(list(read_rows(path, UTF8, ["label"]))) == [{"label": row["label"]} for row in ROWS]


@given(st.lists(st.fixed_dictionaries({"text": TEXT, "b": TEXT}), min_size=1, max_size=5), st.sampled_from(",;\t|"))
@settings_of_hypothesis(max_examples=60)
def test_any_text_comes_back_as_csv_reads_it(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("rows") / "a.csv"
    content = as_csv(rows, delimiter)
    expected = list(csv.DictReader(io.StringIO(content.decode(), newline=""), delimiter=delimiter, strict=True))
    assert values(rows_of(path, content)) == expected == rows


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_is_named_by_the_line_where_it_ends(end: str, tmp_path: Path) -> None:
    lines = ["text,label", '"one', "two", 'three",a', "", "four,b", '"five', 'six",c']
    rows = rows_of(tmp_path / "a.csv", end.join(lines))
    assert [row.place for row in rows] == [f"{tmp_path / 'a.csv'}, line {number}" for number in (4, 6, 8)]
    assert [row.values["text"] for row in rows] == [f"one{end}two{end}three", "four", f"five{end}six"]


def test_delimiters_within_quotes_of_the_header_do_not_count(tmp_path: Path) -> None:
    assert values(rows_of(tmp_path / "a.csv", '"a, b, c";d\n1;2\n')) == [{"a, b, c": "1", "d": "2"}]
    assert values(rows_of(tmp_path / "a.csv", "\n\na;b\n1;2\n")) == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "", "a.csv is empty; its first line should name the columns"),
        ("a.csv", "\n\n", "a.csv is empty"),
        ("a.csv", "text,label,text\n1,2,3\n", "line 1: the column 'text' is there twice; rename"),
        ("a.csv", "text, text \n1,2\n", "line 1: the column 'text' is there twice"),
        ("a.csv", "text,label\n1,2\n1,2,3\n", "line 3 has 3 values for 2 columns"),
        ("a.csv", 'text,label\n"1\n\n1",2\n1\n', "line 5 has 1 values for 2 columns"),
        ("a.csv", 'text,label\n1,2\n"never,closed\n\n', "lines 3 to 4: this is no row"),
        ("a.csv", 'text,label\n"a"b,2\n', "line 2: this is no row"),
        ("a.csv", 'text,"label\n1,2\n', "lines 1 to 2: this is no row"),
        ("a.csv", 'text,label\n"1\n\n1",2\n"3\n3,"4"\n', "lines 5 to 6: this is no row"),
        ("a.csv", "text,label\na\0b,2\n", "line 2 contains a NUL byte: that is no text; save it as UTF-8"),
        ("a.csv", b"text,label\na,2\nb\xff,2\n", "line 3 is not written in utf-8-sig: save it as UTF-8"),
        ("a.jsonl", "", "a.jsonl is empty"),
        ("a.jsonl", '{"text": "a"}\n{"text": "b"\n', "line 2 is no JSON "),
        ("a.jsonl", '{"text": "a"}\n\n["b"]\n', "line 3 is no JSON object"),
        ("a.jsonl", '{"text": "a", "text": "b"}\n', "line 1 is no JSON object .a name is there twice"),
        ("a.jsonl", '{"text": "a", " ": "b"}\n', "line 1 is no JSON object .a name is blank"),
        ("a.jsonl", "[" * 100_000 + "\n", "line 1 is no JSON"),
        ("a.jsonl", '{"text": ' + "1" * 5000 + "}\n", "line 1 is no JSON"),
        ("a.jsonl", '{"text": "a\0b"}\n', "line 1 contains a NUL byte"),
        ("a.jsonl", '{"b": 1}\n', "line 1 has no column 'text'; there are: 'b'"),
        ("a.parquet", b"", "a.parquet is damaged behind row 0, or no Parquet"),
        ("a.parquet", FILES["a.parquet"][:-20], "a.parquet is damaged behind row 0, or no Parquet"),
        ("a.parquet", as_parquet(pyarrow.table({"b": ["x"], "c": ["y"]})), "has no column 'text'; there are: 'b', 'c'"),
        ("a.parquet", as_parquet(pyarrow.table([["a"], ["b"]], names=["c", "c"])), "column 'c' is there twice"),
        ("a.parquet", as_parquet(pyarrow.table({"text": pyarrow.array([], "string")})), "has no rows"),
        ("a.parquet.gz", gzip.compress(FILES["a.parquet"]), "cannot be read as a stream: unpack it"),
        ("a.csv.gz", b"text,label", "a.csv.gz is damaged, or no .gz file"),
        ("a.csv.gz", gzip.compress(FILES["0.csv"])[:-9], "a.csv.gz is damaged, or no .gz file"),
        ("a.csv.gz", gzip.compress(FILES["0.csv"])[:-8] + b"12345678", "a.csv.gz is damaged, or no .gz file"),
        ("a.csv.zst", b"text,label", "a.csv.zst is damaged, or no .zst file"),
        ("a.csv.zst", zstandard(FILES["0.csv"])[:-1], "a.csv.zst is damaged.*ended before the end"),
        ("a.csv.zst", zstandard(b"a\n") + zstandard(b"b\n")[:-1], "damaged.*ended before the end"),
        ("a.csv.zip", b"text,label", "a.csv.zip is damaged, or no .zip file"),
        ("a.zip", zipped(FILES["0.csv"], "a.csv")[:-10], "a.zip is damaged, or no .zip file"),
        ("a.zip", zipped(FILES["0.csv"], "é.csv").replace("é".encode(), b"\xff\xff"), "a.zip is damaged"),
        ("a.zip", zipped(b"text\n", "a.csv", zipfile.ZIP_BZIP2).replace(b"BZh9", b"BZh0"), "a.zip is damaged"),
    ],
)
def test_what_is_wrong_is_named(name: str, content: bytes | str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message) as caught:
        rows_of(tmp_path / name, content, ["text"])
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_zip_holds_one_file_without_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", FILES["0.csv"])
        archive.writestr("b.csv", FILES["0.csv"])
    with pytest.raises(InputError, match=r"a\.zip holds 2 files, and one is read: unpack it"):
        list(read_rows(path, UTF8))
    content = bytearray(zipped(FILES["0.csv"], "a.csv"))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.index(mark) + offset
        struct.pack_into("<H", content, at, struct.unpack_from("<H", content, at)[0] | 1)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.zip needs a password: unpack it"):
        list(read_rows(path, UTF8))


def test_a_changed_byte_within_a_zip_is_noticed(tmp_path: Path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", "text\nhello\n")
    with pytest.raises(InputError, match=r"a\.zip is damaged"):
        rows_of(tmp_path / "a.zip", written.getvalue().replace(b"hello", b"hullo"))


def test_a_quote_that_is_never_closed_takes_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (delimited, rows):
        monkeypatch.setattr(module, "LONGEST_FIELD", 100_000)
    tracemalloc.start()
    with pytest.raises(InputError, match=r"lines 2 to \d+: this is no row \(field larger"):
        rows_of(tmp_path / "a.csv", 'text\n"' + "never closed\n" * 1_000_000)
    assert tracemalloc.get_traced_memory()[1] < 30_000_000  # 13 MB of them the text that the test writes.
    tracemalloc.stop()


def test_a_text_that_a_dictionary_repeats_is_in_memory_a_few_times(tmp_path: Path) -> None:
    texts = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 300, pyarrow.int32()), ["x" * 2_000_000])
    parquet.write_table(pyarrow.table({"text": texts}), tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < 200_000
    memory = pyarrow.proxy_memory_pool(pyarrow.default_memory_pool())
    before = pyarrow.default_memory_pool()
    pyarrow.set_memory_pool(memory)
    try:
        assert sum(len(row.values["text"]) for row in read_rows(tmp_path / "a.parquet", UTF8)) == 600_000_000
    finally:
        pyarrow.set_memory_pool(before)
    assert memory.max_memory() < 100_000_000


@pytest.mark.parametrize(("size", "step"), [(2**26, BATCH), (1, 1)])
def test_long_rows_are_read_one_by_one(size: int, step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pyarrow.table({"text": [str(number) for number in range(500)]})
    parquet.write_table(table, tmp_path / "a.parquet")
    monkeypatch.setattr("textrnn.ingest.parquet.LARGEST_BATCH", size)
    taken = []

    def take(batch: Any) -> Any:
        taken.append(batch.num_rows)
        return batch

    monkeypatch.setattr("textrnn.ingest.parquet.with_plain_types", take)
    assert [row["text"] for row in values(list(read_rows(tmp_path / "a.parquet", UTF8)))] == table["text"].to_pylist()
    assert max(taken) == step


def test_a_column_that_is_packed_too_densely_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textrnn.ingest.parquet.LARGEST_COLUMN", 10**6)
    table = pyarrow.table({"text": ["x" * 1000 + str(number) for number in range(2000)]})
    parquet.write_table(table, tmp_path / "a.parquet", compression="zstd", use_dictionary=False)
    with pytest.raises(InputError, match=r"a\.parquet has 2,\d+,\d+ bytes of text packed into [\d,]+: that is no text"):
        list(read_rows(tmp_path / "a.parquet", UTF8))


def test_a_line_and_a_text_have_a_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LONGEST_LINE", 1000)
    monkeypatch.setattr(cells, "LONGEST_FIELD", 500)
    path = tmp_path / "a.txt"
    path.write_text("a\n" + "b" * 1000 + "\n")
    with pytest.raises(InputError, match=r"a\.txt, line 2 has more than 1,000 characters: cut it"):
        list(read_lines(path, UTF8))
    path.write_text("a\n" + "b" * 999)
    assert [len(row.values["text"]) for row in read_lines(path, UTF8)] == [1, 999]
    with pytest.raises(InputError, match=r"row 3: body has more than 500 characters, too many for a text: cut it"):
        as_text("b" * 501, "row 3", "body")
    assert as_text("b" * 500, "row 3", "body") == "b" * 500


def test_tables_of_very_many_columns_are_described(tmp_path: Path) -> None:
    lines = [json.dumps({f"{row}-{column}": "x" for column in range(100)} | {"text": "a b"}) for row in range(1000)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    columns = describe_columns(tmp_path / "a.jsonl", UTF8)  # A pass over all rows for each would take minutes.
    assert len(columns) == 100_001
    assert guess_text(columns, tmp_path) == "text"


def test_columns_of_parquet_keep_their_names_and_dates_become_text(tmp_path: Path) -> None:
    table = pyarrow.table(
        {
            " text ": pyarrow.array(["a", None]).dictionary_encode(),
            "when": pyarrow.array([1, 2**62], pyarrow.timestamp("ns")),
            "a.b": [1, 2],
        }
    )
    rows = rows_of(tmp_path / "a.parquet", as_parquet(table))
    assert values(rows) == [
        {" text ": "a", "when": "1970-01-01 00:00:00.000000001", "a.b": 1},
        {" text ": None, "when": "2116-02-20 23:53:38.427387904", "a.b": 2},
    ]
    assert [row.place for row in rows] == [f"{tmp_path / 'a.parquet'}, row {number}" for number in (1, 2)]
    assert values(list(read_rows(tmp_path / "a.parquet", UTF8, ["a.b", " text "])))[0] == {" text ": "a", "a.b": 1}


def test_a_column_without_a_name_is_named_by_its_number(tmp_path: Path) -> None:
    assert values(rows_of(tmp_path / "a.csv", ",text, \n0,a,b\n")) == [{"column 1": "0", "text": "a", "column 3": "b"}]


def test_all_wrong_rows_are_named_in_one_message(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\na,x\nb\nc,x,x\nd,x\n" + "e\n" * 9)
    (tmp_path / "a.jsonl").write_text('{"text": "a"}\n[]\n{"text": "b"}\n{"text"\n\n"c"\n')
    with pytest.raises(InputError, match=r"line 3 has 1 values for 2 columns; .*line 4 has 3 .*; and 6 more: a text"):
        list(read_rows(tmp_path / "a.csv", UTF8))
    with pytest.raises(
        InputError, match=r"line 2 is no JSON object .list, not object.; .*line 4 .*; .*line 6 .*: each"
    ):
        list(read_rows(tmp_path / "a.jsonl", UTF8))
    (tmp_path / "b.jsonl").write_text('{"text": "a", "label": "x"}\n{"text": {}, "label": "x"}\n' * 2)
    with pytest.raises(
        InputError, match=r"line 2: text is dict, not text; .*line 4: text is dict, not text: put these"
    ):
        list(read_texts(tmp_path / "b.jsonl", UTF8, "text", "label"))


def test_numbers_of_32_bits_are_those_that_were_written(tmp_path: Path) -> None:
    numbers = [0.1, None, 3.0, float("nan"), -2.35, 1e30]
    columns = {"text": ["a"] * 6, "label": pyarrow.array(numbers, pyarrow.float32())}
    parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    labels = [document.label for document in read_texts(tmp_path / "a.parquet", UTF8, "text", "label")]
    assert labels == ["0.1", "", "3.0", "", "-2.35", "1e+30"]


def test_quotes_are_signs_like_others_where_one_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text('text\tlabel\n"open\tx\na 5" pipe\ty\n"both"\tz\n')
    plain = [row.values for row in read_rows(tmp_path / "a.tsv", UTF8, dialect=Dialect(quoting=False))]
    assert plain == [
        {"text": '"open', "label": "x"},
        {"text": 'a 5" pipe', "label": "y"},
        {"text": '"both"', "label": "z"},
    ]
    with pytest.raises(InputError, match="--quoting none reads them so"):
        list(read_rows(tmp_path / "a.tsv", UTF8))


def test_without_a_header_columns_have_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,x\n\n"b\nc",y\n,z\n')
    rows_read = list(read_rows(tmp_path / "a.csv", UTF8, dialect=Dialect(header=False)))
    assert [tuple(row.values.values()) for row in rows_read] == [("a", "x"), ("b\nc", "y"), ("", "z")]
    assert {tuple(row.values) for row in rows_read} == {("column 1", "column 2")}
    assert [row.place.rpartition(" ")[2] for row in rows_read] == ["1", "4", "5"]
