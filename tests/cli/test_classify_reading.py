"""Files of a folder that `textrnn classify` cannot read, or not whole; and mails."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Run, refused
from tests.cli.tables import read
from textrnn.ingest.texts import read_document

BAD = "n\u00e9\n".encode() + b"n\xe9\n"


def write_folder(**files: bytes) -> None:
    Path("in").mkdir()
    for name, content in files.items():
        Path(f"in/{name}.txt").write_bytes(content)


def test_after_a_file_that_cannot_be_read_the_others_are_classified(classify: Run) -> None:
    write_folder(a=b"be", b=BAD, c=b"or", d=b"many words\0and more", e=b"not")
    status, out, message = classify("--input", "in", "--output", "out.csv")
    assert (status, out) == (1, "out.csv has 3 texts with labels\n")
    assert [row["file"] for row in read("out.csv")] == ["a.txt", "c.txt", "e.txt"]
    first, second, last = message.splitlines()
    assert first.startswith("textrnn: in/b.txt, line 2 is not UTF-8, though other lines are")
    assert second == "textrnn: in/d.txt, line 1 contains a NUL byte: that is no text; save it as UTF-8"
    assert last.startswith("textrnn: 2 files could not be read; all others have labels")
    status, out, message = classify("--input", "in", "--json")
    assert (status, len(out.splitlines()), len(message.splitlines())) == (1, 3, 3)


def test_where_that_is_expected_it_is_counted_and_no_failure(classify: Run) -> None:
    write_folder(a=b"be", b=BAD, **{f"x{number}": b"many words\0and more" for number in range(9)})
    status, out, message = classify("--input", "in", "--skip-unreadable")
    assert (status, len(out.splitlines())) == (0, 1)
    named = "; ".join(f"in/{name}.txt" for name in ("b", "x0", "x1", "x2", "x3"))
    assert message == f"textrnn: 10 files could not be read, left out: {named}; and 5 more\n"


def test_a_file_that_is_damaged_or_may_not_be_read_is_named(classify: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(a=b"be", b=b"or", c=b"\x1f\x8b\x08 no gzip")

    def may_not(path: Path, *more: Any, **options: Any) -> str:
        if path.name == "b.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return read_document(path, *more, **options)

    monkeypatch.setattr("textrnn.cli.folder_rows.read_document", may_not)
    status, out, message = classify("--input", "in")
    first, second, _ = message.splitlines()
    assert (status, len(out.splitlines()), first) == (1, 1, "textrnn: in/b.txt: Permission denied")
    assert second.startswith("textrnn: in/c.txt is damaged, or no ")


def test_where_no_file_can_be_read_nothing_is_written(classify: Run) -> None:
    write_folder(a=BAD, b=b"many words\0and more")
    assert "no file of in can be read: in/a.txt, line 2 is not UTF-8" in refused(
        classify("--input", "in", "--output", "out.csv", "--skip-unreadable")
    )
    assert not Path("out.csv").exists()


def test_what_is_no_text_is_read_as_a_sign_and_counted(classify: Run) -> None:
    write_folder(a=b"be", b=BAD)
    status, _, message = classify("--input", "in", "--errors", "replace", "--output", "out.jsonl")
    assert (status, message) == (0, "textrnn: U+FFFD stands in 1 place of 1 text, for what could not be decoded\n")
    assert [row["text"] for row in read("out.jsonl")] == ["be", "né\nn\ufffd\n"]
    Path("a.txt").write_bytes(BAD + b"\xe9\xe9\n")
    assert "a.txt, line 2 is not UTF-8, though" in refused(classify("--input", "a.txt"))
    assert "U+FFFD stands in 3 places of 2 texts" in classify("--input", "a.txt", "--errors", "replace")[2]
    Path("a.csv").write_bytes(b"text\n\xe9\xe9\n")
    assert "U+FFFD stands" in classify("--input", "a.csv", "--errors", "replace", "--encoding", "utf-8")[2]


def test_mails_are_read_without_their_headers(classify: Run) -> None:
    headers = b"From: a@example.org\nDate: Mon, 1 Jan 2001 10:00:00 +0000\nSubject: be\n\n"
    write_folder(a=headers + b"or not\n", b=headers + b"\n")
    status, out, message = classify("--input", "in", "--json")
    assert [json.loads(line)["text"] for line in out.splitlines()] == ["be\n\nor not", "be"]
    assert (status, message) == (0, "textrnn: the files are mails: of each, the subject and the text are read\n")
