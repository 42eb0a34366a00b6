import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from tests.ingest.test_tables import zstandard
from textrnn.errors import InputError
from textrnn.ingest import compression
from textrnn.ingest.compression import open_bytes
from textrnn.ingest.encodings import UTF8, detect, open_text
from textrnn.ingest.texts import files_by_class, read_document, read_pieces, text_files

WESTERN = [
    "Le café est fermé jusqu’à midi, hélas – déjà vu.\nUne tasse coûte 2 €.",
    "Größere Straßen führen über “Köln”; Ärger gibt’s täglich.",
    "El niño comió mañana. ¿Qué más? ¡Olé! 1ª vez, 20º grado",
    "naïve",
    "Æblegrød på øen, sagde Åse",
    "SÃO PAULO, São Paulo, ação",
    "L’ÉTÉ dernier, Été comme hiver",
]


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_is_detected(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(f"only ASCII\n{text}\n".encode("cp1252"))
    assert detect(tmp_path / "a.txt") == "cp1252"
    assert read_document(tmp_path / "a.txt", "cp1252") == f"only ASCII\n{text}\n"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Съешь же ещё этих мягких французских булок, да выпей чаю.\n" * 5),
        ("cp1251", '<p class="first">Съешь же ещё</p><br/><a href="https://example.org/one/two">чаю</a>\n' * 5),
        ("gb18030", "今天天气很好，我们去公园散步吧。明天会下雨吗？\n" * 5),
        ("cp932", "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。\n" * 5),
        ("cp437", "Le café est fermé, hélas; déjà résumé à côté. Über Köln\n" * 5),
        ("mac_roman", "Le café est fermé, hélas; déjà résumé à côté. Über Köln\n" * 5),
    ],
)
def test_other_encodings_are_not_taken_for_western_ones(encoding: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    encoding = detect(tmp_path / "a.txt")
    assert encoding != "cp1252"
    if encoding in {"cp1251", "gb18030", "cp932"}:
        assert "".join(read_pieces(tmp_path / "a.txt", encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "ascii"])
@pytest.mark.parametrize("packed", [False, True])
def test_unicode_is_read_as_it_is_written(encoding: str, packed: bool, tmp_path: Path) -> None:
    text = "a\r\nb\n" if encoding == "ascii" else "a\r\né 日本 🎭\nمرحبا\r" * 20_000
    path = tmp_path / ("a.txt.gz" if packed else "a.txt")
    content = text.encode(encoding)
    path.write_bytes(gzip.compress(content) if packed else content)
    assert detect(path) == (UTF8 if encoding in {"utf-8", "utf-8-sig", "ascii"} else encoding)
    assert read_document(path, detect(path)) == text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_mark_tells_the_order_of_bytes(order: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffé 日本".encode(order))
    assert read_document(tmp_path / "a.txt", detect(tmp_path / "a.txt")) == "é 日本"


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
@settings_of_hypothesis(max_examples=50)
def test_utf8_is_never_taken_for_anything_else(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("texts") / "a.txt"
    path.write_bytes(text.encode())
    assert detect(path) == UTF8
    assert read_document(path, UTF8) == text.removeprefix("\ufeff")


@pytest.mark.parametrize("proper", [1, 2500])
def test_mixed_encodings_are_refused_with_both_lines(proper: int, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"plain\n" + "né\n".encode() * proper + "né\n".encode("cp1252"))
    with pytest.raises(InputError, match=rf"a\.txt, line {proper + 2} is not UTF-8, though .* line 2: two encodings"):
        detect(path)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"plain\n" + bytes(range(256)) * 20)
    with pytest.raises(InputError, match=r"a\.txt, line \d is no text in any known encoding: save it as UTF-8"):
        detect(tmp_path / "a.txt")


def test_very_long_lines_outside_utf8_take_little_of_the_detector(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(("Größe " * 500_000).encode("cp1252"))
    assert detect(tmp_path / "a.txt") == "cp1252"


@pytest.mark.parametrize(
    ("content", "encoding", "line"),
    [
        (b"a\nb\n\xff\n", UTF8, 3),
        (b"a\n" * 100_000 + b"\xff\n", UTF8, 100_001),
        ("a\nb\n".encode("utf-16") + b"\x00\xd8", "utf-16", 3),
        (b"a\n\xe4\xbd", UTF8, 2),
        (b"a\nb\x81", "cp1252", 2),
    ],
)
def test_a_wrong_byte_is_named_by_its_line(content: bytes, encoding: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(InputError, match=rf"a\.txt, line {line} is not written in {encoding}"):
        "".join(read_pieces(tmp_path / "a.txt", encoding))


def test_line_ends_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a\r\nb\rc\n")
    with open_text(tmp_path / "a.txt", UTF8) as file:
        assert file.readlines() == ["a\r\n", "b\r", "c\n"]


def test_nul_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x\n" * 50_000 + b"a\0b\n")
    with pytest.raises(InputError, match=r"a\.txt, line 50001 contains a NUL byte: that is no text"):
        list(read_pieces(tmp_path / "a.txt", UTF8))


def test_frames_join_to_what_was_packed(tmp_path: Path) -> None:
    skipped = b"\x50\x2a\x4d\x18\x02\x00\x00\x00ab"
    (tmp_path / "a.zst").write_bytes(zstandard(b"to be, ") + skipped + zstandard(b"or not\n" * 99_999))
    with open_bytes(tmp_path / "a.zst") as stream:
        assert stream.read() == b"to be, " + b"or not\n" * 99_999


def test_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"text")))
    with open_bytes(compression.STDIN) as stream:
        assert stream.read() == b"text"


def test_folders_give_their_texts_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/2.md", "b/10", "a/x.TXT", ".git/config", "a/.hidden.txt", "a/picture.png", "a/y.txt.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    names = [path.relative_to(tmp_path).as_posix() for path in text_files(tmp_path)]
    assert names == ["a/x.TXT", "a/y.txt.gz", "b/10", "b/2.md"]
    assert [label for label, _ in files_by_class(tmp_path)] == ["a", "a", "b", "b"]
    hidden = tmp_path.rename(tmp_path.with_name(".hidden"))  # What lies above the folder hides nothing in it.
    assert len(text_files(hidden)) == 4
    hidden.rename(tmp_path)
    (tmp_path / "README").write_bytes(b"")
    with pytest.raises(InputError, match=r"README lies beside the folders of the classes: move it into one"):
        files_by_class(tmp_path)


def test_a_document_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textrnn.ingest.texts.LONGEST", 100)
    (tmp_path / "a.txt").write_text("a" * 101)
    with pytest.raises(InputError, match=r"a\.txt has more than 100 characters, too many for one document"):
        read_document(tmp_path / "a.txt", UTF8)
