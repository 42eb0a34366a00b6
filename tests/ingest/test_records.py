import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from pydantic import ValidationError

from stages.fetch import Params, fetch
from stages.generation.split import split_of_sources
from tests.ingest.custom_corpora import PLAIN, TABLE, custom_corpus
from textrnn.data.corpora import RECORD_CHARACTERS
from textrnn.data.records import RECORD, Record
from textrnn.errors import InputError
from textrnn.ingest.left_out import LeftOut
from textrnn.ingest.records import CUSTOM, TEST, read_custom, read_part
from textrnn.ingest.running_text import LineStream
from textrnn.ingest.texts import PIECE


def documents(path: Path, content: str) -> list[Record]:
    path.write_text(content, encoding="utf-8", newline="")
    return list(read_part(path, custom_corpus(**TABLE), CUSTOM))


def records_of(path: Path, **values: Any) -> list[Record]:
    return list(read_part(path, custom_corpus(**values), CUSTOM))


def test_documents_keep_their_text_and_lose_spaces_around_their_label(tmp_path: Path) -> None:
    content = 'id,text,label\n1," a ""quoted""\r\nצ 日本 🎭 ", x \n2,b,x\n3, ,x\n4,,y\n5,c,y\n'
    expected = [Record(' a "quoted"\r\nצ 日本 🎭 ', "x", CUSTOM), Record("b", "x", CUSTOM), Record("c", "y", CUSTOM)]
    assert documents(tmp_path / "a.csv", content) == expected


def test_rows_with_nothing_in_them_are_left_out(tmp_path: Path) -> None:
    assert documents(tmp_path / "a.csv", "text,label\na,x\n,\n  ,\nb,x\n,\n") == [
        Record("a", "x", CUSTOM),
        Record("b", "x", CUSTOM),
    ]


def test_rows_without_a_label_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = "text,label\n" + "a,x\nb, \n,\nc,\u200b\n" * 4
    (tmp_path / "a.csv").write_text(rows)
    left_out = LeftOut()
    records = list(read_part(tmp_path / "a.csv", custom_corpus(**TABLE), CUSTOM, left_out=left_out))
    assert records == [Record("a", "x", CUSTOM)] * 4
    assert (left_out.blank, left_out.unlabelled.count) == (4, 8)
    lines = "; ".join(f"{tmp_path / 'a.csv'}, line {line}" for line in (3, 5, 7, 9, 11))
    assert str(left_out.unlabelled) == f"{lines}; and 3 more"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *(("late", f"late{sign}") for sign in ("\u200b", "\ufeff", "\u00ad", "\u2060")),
        ("be late", "be\u00a0late"),
        ("be late", "be  late"),
        ("ABC", "ＡＢＣ"),
        ("❤", "❤\ufe0f"),
        ("cat", "c\u0430t"),  # Cyrillic
        ("é", "e\u0301"),
        ("1", "1.0"),
        ("-3.0", "-3"),
        ("True", "1"),
        ("0", "false"),
    ],
)
def test_labels_that_look_alike_are_refused(first: str, second: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(InputError) as refused:
        documents(path, "text,label\n" + f"a,{first}\nb,{second}\n" * 9)
    message = f"{path}, line 3 has the label {second!r}, and {path}, line 2 {first!r}: write both the same"
    assert str(refused.value) == message  # Once, however often.


@pytest.mark.parametrize(
    "pair",
    [
        ("1.5", "15"),
        ("a.0", "a"),
        ("1.00", "1.01"),
        ("I", "l"),
        ("naïve", "naive"),
        ("١", "٢"),
        ("m2", "m²"),
        ("1", "①"),
        ("C", "ℂ"),
    ],
)
def test_labels_that_differ_to_the_eye_are_two(pair: tuple[str, str], tmp_path: Path) -> None:
    records = documents(tmp_path / "a.csv", f"text,label\na,{pair[0]}\nb,{pair[1]}\n")
    assert tuple(record.label for record in records) == pair


def test_running_text_has_one_kind_of_line_end(tmp_path: Path) -> None:
    lines = [f"Line {number}, \n" for number in range(PIECE // 8)]
    for end in ("\n", "\r\n", "\r"):
        (tmp_path / "a.txt").write_text("".join(lines), encoding="utf-8", newline=end)
        assert "".join(record.text for record in records_of(tmp_path / "a.txt")) == "".join(lines)
    (tmp_path / "a.csv").write_text('text\n"a\r\nb"\n', encoding="utf-8", newline="")
    assert [record.text for record in records_of(tmp_path / "a.csv", text_column="text")] == ["a\nb\n\n"]


def test_numbers_are_text_and_nothing_is_no_text(tmp_path: Path) -> None:
    rows = [{"text": 1, "label": True}, {"text": 2.5, "label": 3}, {"text": None, "label": 3}, {"text": "", "label": 3}]
    content = "".join(json.dumps(row) + "\n" for row in rows) + '{"text": NaN, "label": 3}\n'
    records = documents(tmp_path / "a.jsonl", content)
    assert [(record.text, record.label) for record in records] == [("1", "True"), ("2.5", "3")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "text,label\na,x\nb,X\n", "line 3 has the label 'X', and .*line 2 'x': write both the same"),
        ("a.csv", "text,label\na,straße\nb, STRASSE\n", "line 3 has the label 'STRASSE', and .*line 2 'straße'"),
        ("a.csv", "text,label\na, \nb,\n,\n", "a.csv has no label in any row: --label-column names another column"),
        ("a.csv", "text,label\n", "a.csv has no text"),
        ("a.csv", "text,label\n ,x\n\t,x\n", "a.csv has no text"),
        ("a.csv", "text,topic\na,x\n", "line 2 has no column 'label'; there are: 'text', 'topic'"),
        ("a.jsonl", '{"text": "a", "label": null}', "a.jsonl has no label in any row"),
        ("a.jsonl", '{"text": "a", "label": NaN}', "a.jsonl has no label in any row"),
        ("a.jsonl", '{"text": "a", "label": ["x", "y"]}', "line 1: label has 2 labels, such as 'x': a text has one"),
        ("a.jsonl", '{"text": ["a"], "label": "x"}', "line 1: text is list, not text"),
        ("a.jsonl", '{"text": {}, "label": "x"}', "line 1: text is dict, not text"),
        ("a.jsonl", '{"text": "a\\ud800b", "label": "x"}', "line 1: text contains a lone surrogate"),
        ("a.jsonl", '{"text": "a", "label": "\\udc00"}', "line 1: label contains a lone surrogate"),
        ("a.jsonl", '{"text": "a\\u0000b", "label": "x"}', "line 1: text contains a NUL character"),
        ("a.txt", "text,label\na,x\n", "a.txt has no columns: a table's name ends in .csv"),
    ],
)
def test_what_is_wrong_is_named(name: str, content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message) as caught:
        documents(tmp_path / name, content)
    assert str(tmp_path / name) in str(caught.value)


def test_a_pair_of_surrogates_is_one_character(tmp_path: Path) -> None:
    assert documents(tmp_path / "a.jsonl", '{"text": "\\ud83c\\udfad", "label": "x"}')[0].text == "🎭"


def test_a_folder_for_each_class_is_read(tmp_path: Path) -> None:
    for name, text in {"b/1.txt": "\ufeffone", "a/2.md": "two", "a/3.txt": " \n", "a/deep/4": "four"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    expected = [Record("two", "a", CUSTOM), Record("four", "a", CUSTOM), Record("one", "b", CUSTOM)]
    assert records_of(tmp_path, folder_is_label=True) == expected
    with pytest.raises(InputError, match=r"should be a folder with a folder for each class"):
        records_of(tmp_path / "a/2.md", folder_is_label=True)
    with pytest.raises(InputError, match="has no columns"):
        records_of(tmp_path, **TABLE)


def test_a_name_that_no_record_could_contain_is_refused(tmp_path: Path) -> None:
    (tmp_path / "caf\udce9.txt").write_text("a")
    with pytest.raises(InputError, match=r"the name of .*caf.udce9\.txt' is not UTF-8; rename it"):
        records_of(tmp_path)


PARAGRAPHS = st.text("ab é日🎭.\r\n", max_size=3000)


@given(PARAGRAPHS, st.integers(1, 30), st.sampled_from(["a.txt", "a.md"]))
@settings_of_hypothesis(max_examples=60)
def test_records_join_to_the_text_whatever_the_number_of_documents(
    tmp_path_factory: pytest.TempPathFactory, text: str, count: int, name: str
) -> None:
    path = tmp_path_factory.mktemp("documents") / name
    path.write_text(text, encoding="utf-8", newline="")
    if not text:
        with pytest.raises(InputError, match="has no text"):
            records_of(path, documents_per_file=count)
        return
    records = records_of(path, documents_per_file=count)
    assert "".join(record.text for record in records) == text.replace("\r\n", "\n").replace("\r", "\n")
    assert all(record.label is None and record.text for record in records)
    sources = [record.source for record in records]
    assert sources == sorted(sources)
    count = min(count, max(3, sum(len(record.text) for record in records) // 2000))
    width = len(str(count))
    allowed = {f"{name}, part {number:0{width}} of {count}" for number in range(1, count + 1)}
    assert set(sources) <= ({name} if count == 1 else allowed)


@pytest.mark.parametrize("count", [2, 3, 7, 20])
@pytest.mark.parametrize(
    "paragraph", ["some words stand here.\n\n", "a line without empty ones\n", "no line end, ", "字"]
)
@pytest.mark.parametrize("size", [1500, 100_000])
def test_documents_are_about_equal_in_size(count: int, paragraph: str, size: int, tmp_path: Path) -> None:
    text = (paragraph * size)[:size]
    (tmp_path / "a.txt").write_text(text)
    sizes: Counter[str] = Counter()
    for record in records_of(tmp_path / "a.txt", documents_per_file=count):
        sizes[record.source] += len(record.text)
    count = min(count, max(3, size // 2000))
    assert len(sizes) == count
    assert max(sizes.values()) - min(sizes.values()) <= size / count * 0.7
    split = split_of_sources(sizes, max(3, min(10, count)))
    assert count == 2 or set(split.values()) == {"train", "valid", "test"}


def test_words_are_whole_in_every_record_and_a_test_set_is_not_cut(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one two three four five six seven " * 200)
    records = records_of(tmp_path / "a.txt", documents_per_file=20)
    assert len(records) > 10
    assert {record.source for record in records} == {f"a.txt, part {number:1} of 3" for number in (1, 2, 3)}
    assert all(record.text.endswith(" ") for record in records)
    test_records = read_part(tmp_path / "a.txt", custom_corpus(documents_per_file=20), TEST)
    assert {record.source for record in test_records} == {f"{TEST}/a.txt"}


def test_long_documents_are_records_of_the_usual_size(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a paragraph of words\n\n" * 30_000)
    sizes = [len(record.text) for record in records_of(tmp_path / "a.txt", documents_per_file=3)]
    assert max(sizes) <= RECORD_CHARACTERS + 30


@given(st.lists(st.text("ab \n\r", max_size=30)), st.integers(1, 9))
def test_pieces_give_lines_as_a_file_does_but_whole_words(pieces: list[str], size: int) -> None:
    whole = io.StringIO("".join(pieces), newline="\n")
    stream = LineStream(pieces)
    while True:
        at = whole.tell()
        line = whole.readline(size)
        if len(line) == size and not line.endswith("\n") and " " in line:
            line = line[: line.rindex(" ") + 1]
            whole.seek(at + len(line))
        assert stream.readline(size) == line
        if not line:
            break


def test_each_file_of_a_folder_is_a_document(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.md", "a/empty.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("" if "empty" in name else f"text of {name}")
    assert records_of(tmp_path) == [
        Record("text of a/c.md", None, "a/c.md"),
        Record("text of b.txt", None, "b.txt"),
    ]


def test_a_column_is_running_text_with_an_empty_line_behind_each_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,text\n1,first\n2,"\nsecond\nline\n\n"\n3,\n4, third\n')
    assert records_of(tmp_path / "a.csv", text_column="text") == [
        Record("first\n\nsecond\nline\n\n third\n\n", None, "a.csv")
    ]
    cut = records_of(tmp_path / "a.csv", text_column="text", documents_per_file=3)
    assert "".join(record.text for record in cut) == "first\n\nsecond\nline\n\n third\n\n"
    assert {record.source for record in cut} == {f"a.csv, part {number} of 3" for number in (1, 2, 3)}


def test_a_test_set_comes_last_and_is_named_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DVC_ROOT", raising=False)
    for name in ("train/a.txt", "train/b.txt", "train/c.txt", "test/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    records = list(read_custom(custom_corpus(path="train", test_path="test"), tmp_path))
    assert [record.source for record in records] == ["a.txt", "b.txt", "c.txt", f"{TEST}/a.txt"]
    split = split_of_sources((record.source for record in records), 3, f"{TEST}/*")
    assert split == {"a.txt": "train", "b.txt": "valid", "c.txt": "train", f"{TEST}/a.txt": "test"}
    (tmp_path / "a.csv").write_text("text,label\na,x\n")
    (tmp_path / "b.csv").write_text("label,text\nx,b\n")
    labelled = read_custom(custom_corpus(path="a.csv", test_path="b.csv", **TABLE), tmp_path)
    assert list(labelled) == [Record("a", "x", "custom"), Record("b", "x", "custom-test")]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.booleans())
@settings_of_hypothesis(max_examples=50)
def test_any_document_survives_being_a_record(
    tmp_path_factory: pytest.TempPathFactory, text: str, escaped: bool
) -> None:
    path = tmp_path_factory.mktemp("rows") / "a.jsonl"
    path.write_text(json.dumps({"text": f"x{text}", "label": "y"}, ensure_ascii=escaped) + "\n", encoding="utf-8")
    if "\0" in text:
        with pytest.raises(InputError, match="NUL"):
            list(read_part(path, custom_corpus(**TABLE), CUSTOM))
        return
    (record,) = read_part(path, custom_corpus(**TABLE), CUSTOM)
    assert RECORD.validate_json(RECORD.dump_json(record)) == Record(f"x{text}", "y", CUSTOM)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"folder_is_label": True, "text_column": "text"}, "documents in folders have no columns"),
        ({"label_column": "label"}, "label_column needs text_column"),
        ({"encoding": "nonsense"}, "should be an encoding such as utf-8"),
        ({"encoding": "hex"}, "should be an encoding such as utf-8"),
        ({"encoding": "a\0"}, "should be an encoding such as utf-8"),
        ({"documents_per_file": 0}, "greater than or equal to 1"),
        ({"sha256": "ABC"}, "should match pattern"),
        ({"corpus": "custom", "path": None}, "textrnn use PATH fills it in"),
        ({"corpus": "custom", "path": ""}, "textrnn use PATH fills it in"),
        ({"corpus": "mine"}, "should be one of .*shakespeare, or custom"),
    ],
)
def test_parameters_that_cannot_be_are_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Params.model_validate(PLAIN | {"corpus": "custom"} | values)


def test_the_stage_reads_your_data(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\na,x\n")
    params = Params.model_validate(PLAIN | TABLE | {"corpus": "custom", "path": str(tmp_path / "a.csv")})
    assert list(fetch(params, tmp_path)) == [Record("a", "x", CUSTOM)]
