"""How `textrnn use` reads files: encodings in doubt, what cannot be read, mails, links."""

import re
from pathlib import Path

import pytest

from stages.fetch import Params as Fetch
from tests.cli.use_command import mistake, run, use, write_files, write_table
from tests.ingest.test_likely_encodings import CENTRAL, TURKISH
from textrnn.params.section import read_section
from tools.check import check

pytestmark = pytest.mark.usefixtures("project")


def words_of(*command: str) -> str:
    return " ".join(run(*command).output.split())


def write_classes(files: dict[str, bytes], folder: str = "data/f") -> None:
    for name, content in files.items():
        write_files({f"{folder}/{name}": ""})
        Path(f"{folder}/{name}").write_bytes(content)


def plain(*names: str) -> dict[str, bytes]:
    return {name: f"plain text {name}".encode() for name in names}


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", CENTRAL["Czech"]),
        ("cp1250", CENTRAL["Romanian"]),
        ("iso8859-2", CENTRAL["Polish"]),
        ("cp1254", TURKISH),
    ],
)
def test_a_table_is_read_as_it_was_written(encoding: str, text: str) -> None:
    rows = "".join(f"{text[: 40 + number]!r},{'ab'[number % 2]}\n" for number in range(12)).replace("'", '"')
    Path("data/a.csv").write_bytes(f"text,label\n{rows}".encode(encoding))
    values = use("data/a.csv")
    assert values["params"]["classification.fetch.encoding"] == encoding
    assert values["examples"][0]["text"] == text[:40]
    assert values["encoding_in_doubt"] is None


def test_a_class_that_the_test_set_lacks_is_named() -> None:
    counts = {"train": {"neg": 4, "pos": 4, "unsup": 5}, "test": {"neg": 2, "pos": 2}}
    names = [f"{part}/{label}/{n}.txt" for part, sizes in counts.items() for label, n in sizes.items()]
    names = [re.sub(r"(\d+)\.txt", f"{number}.txt", name) for name in names for number in range(int(name[-5]))]
    write_classes(plain(*names))
    assert "untested the test set has no document of 'unsup': does it belong to the classes?" in words_of("data/f")


def test_a_label_that_says_nothing_is_named() -> None:
    rows = [{"text": f"words {number}", "label": ("a", "b", "NULL", "nan")[number % 4]} for number in range(40)]
    write_table("data/a.csv", rows)
    note = "nulls the label 'NULL', 'nan' is read as a class: if that means no label, leave these rows out"
    assert note in words_of("data/a.csv")
    write_table("data/a.csv", [row | {"label": row["label"].replace("NULL", "c").replace("nan", "d")} for row in rows])
    assert "nulls" not in words_of("data/a.csv")


def test_where_two_encodings_fit_a_line_is_shown_in_both() -> None:
    line = CENTRAL["Czech"][:60]
    Path("data/a.txt").write_bytes(f"{line}\n".encode("iso8859-2") * 20)
    doubt = use("data/a.txt")["encoding_in_doubt"]
    assert (doubt["file"], doubt["line"], doubt["texts"]["iso8859-2"]) == ("data/a.txt", 1, line)
    question = "in doubt data/a.txt, line 1 may be cp1250 or iso8859-2: --encoding says which it is. In each it reads:"
    printed = words_of("data/a.txt")
    assert question in printed
    assert f"iso8859-2 {line}" in printed
    assert "in doubt" not in words_of("data/a.txt", "--encoding", "iso8859-2")


def test_files_that_cannot_be_read_are_all_named_or_left_out() -> None:
    write_classes(plain("a/1", "a/2", "b/1", "b/2") | {"a/x": b"n\xc3\xa9\nn\xe9", "b/x": b"many words\0and more"})
    message = mistake("data/f")
    assert message.startswith("2 files cannot be read: data/f/a/x, line 2 is not UTF-8, though other lines are")
    assert "data/f/b/x, line 1 contains a NUL byte" in message
    values = use("data/f", "--skip-unreadable")
    assert (values["documents"], values["files_unreadable"]) == (4, 2)
    assert read_section("classification.fetch", Fetch).skip_unreadable
    assert "unreadable 2 files left out: data/f/a/x, line 2 is not UTF-8" in words_of("data/f", "--skip-unreadable")


def test_what_is_no_text_is_read_as_a_sign_and_counted() -> None:
    write_classes(plain("a/1", "a/2", "b/1", "b/2") | {"a/x": "é ".encode() + b"\n\xe9 \xe9 \xff\n"})
    values = use("data/f", "--errors", "replace")
    assert values["replaced"] == {"places": 3, "records": 1}
    assert values["documents"] == 5
    assert read_section("classification.fetch", Fetch).errors == "replace"
    assert check(Path("params.yaml")) == []
    printed = words_of("data/f", "--errors", "replace")
    assert "replaced 3 places in 1 document could not be decoded: U+FFFD stands there" in printed
    assert "look at" not in printed


def test_files_left_out_are_those_of_folders() -> None:
    write_files({"data/a.csv": "text,label\na,x\nb,y\n"})
    assert "data/a.csv is no folder, of which files could be left out: omit --skip-unreadable" in mistake(
        "data/a.csv", "--skip-unreadable"
    )


def test_mails_are_read_without_their_headers() -> None:
    mail = "Received: from {0} by b\nFrom: {0}@example.org\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= {0}\n\nText {0}.\n"
    write_classes({f"{label}/{number}.eml": mail.format(number).encode() for label in "xy" for number in range(9)})
    values = use("data/f")
    assert values["mail"]
    assert values["examples"][0] == {"text": "Grüße 0\n\nText 0.", "label": "x"}
    fetch = read_section("classification.fetch", Fetch)
    assert (fetch.mail, fetch.encoding) == (True, "detect")
    first_line = "data/f is a folder for each class, of mails, whose subjects and texts are read (each file in its own"
    assert words_of("data/f").startswith(first_line)
    values = use("data/f", "--task", "generation")
    assert (values["mail"], values["files"], values["characters"]) == (True, 18, 18 * len("Grüße 0\n\nText 0.\n"))


def test_files_by_links_from_elsewhere_are_counted(tmp_path: Path) -> None:
    write_classes(plain("a/1", "a/2"))
    write_classes(plain("1", "2"), str(tmp_path / "elsewhere"))
    Path("data/f/b").symlink_to(tmp_path / "elsewhere")
    values = use("data/f")
    assert (values["classes"], values["files_linked"]) == ({"a": 2, "b": 2}, 2)
    come = f"links 2 files come by links from outside of the folder, data/f/b/1 from {tmp_path}/elsewhere/1"
    assert come in words_of("data/f")
    Path("data/f/a/x").symlink_to("..")
    assert re.search(r"data/f/a/x is a link to \S+, in which it lies itself: remove it", mistake("data/f"))
    Path("data/f/a/x").unlink()
    Path("data/f/a/x").symlink_to("nothing")
    assert "data/f/a/x -> nothing: what a link leads to is not there" in mistake("data/f")
