"""The proof that other CPUs compute the same bits can fail."""

import sys
from pathlib import Path

import pytest

from textrnn.errors import InputError
from tools.pipeline import Command, commands
from tools.portable import __main__ as portable
from tools.portable.hashes import VARIANTS, digest

GOOD = {"train": "a", "evaluate": "b"}


def emulator(folder: Path, version: str) -> str:
    path = folder / "qemu-x86_64"
    path.write_text(f"#!/bin/sh\necho 'qemu-x86_64 version {version}'\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_an_old_emulator_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"is qemu-x86_64 version 7\.2\.15 .*; before version 10 it computes AVX2 wrong"
    ):
        portable.find_emulator(emulator(tmp_path, "7.2.15 (Debian 1:7.2+dfsg-7)"))
    recent = emulator(tmp_path, "10.0.13 (Debian 1:10.0.13+ds-0)")
    assert portable.find_emulator(recent) == recent


def test_without_an_emulator_two_lines_say_how_to_get_one() -> None:
    with pytest.raises(InputError) as error:
        portable.find_emulator("no-such-emulator")
    assert len(str(error.value).splitlines()) == 2
    assert "apt install qemu-user" in str(error.value)


@pytest.mark.parametrize(
    ("emulated", "problems"),
    [
        (GOOD | {"torch.sqrt": "other"}, []),
        (GOOD | {"torch.sqrt": "other", "evaluate": "c"}, ["not the same everywhere: evaluate"]),
        ({"train": "a", "torch.sqrt": "other"}, ["not the same everywhere: evaluate"]),
        (GOOD | {"torch.sqrt": "mine"}, ["the control torch.sqrt is the same everywhere"]),
    ],
)
def test_a_difference_is_named_and_the_control_has_to_differ(
    emulated: dict[str, str], problems: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = {portable.NATIVE: GOOD | {"torch.sqrt": "mine"}, "EPYC": emulated}
    monkeypatch.setattr(portable, "compute", lambda cpu, _: computed[cpu])
    lines = portable.prove(["EPYC"], "qemu")
    assert [line.partition(",")[0] for line in lines] == problems


@pytest.mark.parametrize(("evaluated", "status"), [("b", 0), ("c", 1)])
def test_a_difference_fails(
    evaluated: str,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    computed = {
        portable.NATIVE: GOOD | {portable.CONTROL: "mine"},
        "EPYC": GOOD | {portable.CONTROL: "other", "evaluate": evaluated},
    }
    monkeypatch.setattr(portable, "compute", lambda cpu, _: computed[cpu])
    monkeypatch.setattr(portable, "has_kernels", lambda: True)
    monkeypatch.setattr(sys, "argv", ["portable", "--qemu", emulator(tmp_path, "10.0.13"), "--cpus", "EPYC"])
    with pytest.raises(SystemExit) as end:
        portable.main()
    assert end.value.code == status
    last = "not the same everywhere: evaluate" if status else "the same bits everywhere, and the control was caught"
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_a_hash_is_that_of_each_byte_written_and_of_no_input(tmp_path: Path) -> None:
    files = [tmp_path / "model" / "weights", tmp_path / "model" / "deeper" / "config", tmp_path / "curve"]
    read = tmp_path / "ids"
    options = {"ids": read, "model": tmp_path / "model", "curve": tmp_path / "curve"}
    outputs = (tmp_path / "model", tmp_path / "curve")
    command = Command("train", "task", "stages.train", options=options, outputs=outputs, params=())
    files[1].parent.mkdir(parents=True)
    for file in [*files, read]:
        file.write_bytes(b"\x00\x01")
    hashes = [digest(command)]
    read.write_bytes(b"\x00\x02")
    assert digest(command) == hashes[0]
    for file in files:
        file.write_bytes(b"\x00\x02")
        hashes.append(digest(command))
    assert len(set(hashes)) == 4


def test_every_variant_belongs_to_a_stage() -> None:
    assert VARIANTS.keys() <= commands().keys()
