"""`textrnn classify --output -`: standard output gets what a file would get, and nothing else."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Run, refused
from tests.cli.tables import write
from tools.pipeline import ROOT

COLUMNS: dict[str, list[Any]] = {"text": ["be", 'a,"b"\r\nc', "", "日 \x1b[31m"], "=é": ["-1+1", "", "ü", "\ufeff"]}


@pytest.mark.parametrize(("words", "target"), [([], "out.csv"), (["--json"], "out.jsonl"), (["--safe-csv"], "out.csv")])
def test_standard_output_has_the_bytes_of_a_file(classify: Run, words: list[str], target: str) -> None:
    write("in.jsonl", COLUMNS)
    status, out, notes = classify("--input", "in.jsonl", "--output", "-", *words)
    assert status == 0
    filed = classify("--input", "in.jsonl", "--output", target, *words)
    assert filed[2] == notes
    assert out == Path(target).read_bytes().decode("utf-8")
    piped = Path("in.jsonl").read_text(encoding="utf-8")
    assert classify("--input", "-", "--format", "jsonl", "--output", "-", *words, stdin=piped)[1] == out


def test_progress_and_notes_stay_out_of_it(classify: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textrnn.report.progress.SECONDS", 0.0)
    write("in.csv", {"text": ["be", ""]})
    _, out, notes = classify("--input", "in.csv", "--output", "-")
    assert len(out.splitlines()) == 3
    assert "classify: 2 of 2 texts" in notes
    assert "1 of 2 texts has nothing in it" in notes


def test_what_cannot_be_written_is_refused(classify: Run) -> None:
    Path("in.jsonl").write_text('{"text": "be"}\n{"text": "be", "more": 1}\n', encoding="utf-8")
    status, _, message = classify("--input", "in.jsonl", "--output", "-")
    assert status == 2
    assert "a row has 'more', which the first has not: --json writes JSON Lines instead of CSV" in message
    assert "--safe-csv is for an --output that" in refused(classify("be", "--output", "-", "--safe-csv", "--json"))


def test_it_is_utf8_whatever_the_locale_and_may_be_cut_off(classifier: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("日本\n" * 30_000, encoding="utf-8")
    words = ["classify", "--model", str(classifier), "--input", str(tmp_path / "in.txt"), "--output", "-"]
    code = "from textrnn.cli.app import main; main()"
    command = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdout
    assert command.stderr
    lines = [command.stdout.readline() for _ in range(2)]
    command.stdout.close()
    message = command.stderr.read().decode()
    command.stderr.close()
    assert lines[1].decode("utf-8").startswith("日本,")
    assert (command.wait(), message) == (0, "")


@pytest.mark.parametrize("link", ["same", "symbolic", "hard"])
def test_the_input_is_not_written_over(classify: Run, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write("in.csv", {"text": ["be", "or"]})
    before = Path("in.csv").read_bytes()
    target = Path("in.csv" if link == "same" else "out.csv")
    if link == "symbolic":
        target.symlink_to("in.csv")
    elif link == "hard":
        target.hardlink_to("in.csv")
    monkeypatch.setattr("textrnn.cli.classify.load_classifier", lambda _: pytest.fail("work has started"))
    message = refused(classify("--input", "in.csv", "--output", target))
    assert "is the input itself, which would be lost: name another file" in message
    assert Path("in.csv").read_bytes() == before
