import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from textrnn.files import write_json
from textrnn.temporary import host_id, own_name, part_beside, temporary_folder

HALF = """
from pathlib import Path
from textrnn.files import replacing
with replacing(Path("table.csv")) as beside:
    beside.mkdir()
    (beside / "half").touch()
    print("written", flush=True)
    input()
"""


@pytest.fixture
def gone() -> int:
    """The number of a process that is over."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, for this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_a_killed_process_has_left_is_removed_and_what_a_running_one_writes_is_kept(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", HALF], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == b"written\n"
    writers[0].send_signal(signal.SIGKILL)
    writers[0].communicate()
    assert len(list(tmp_path.iterdir())) == 2
    write_json(tmp_path / "other.json", 1)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1
    writers[1].communicate(b"\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.json", "table.csv"]


def test_files_of_others_are_kept(tmp_path: Path, gone: int) -> None:
    names = [
        f".textrnn-{host_id()}-{gone}-0000000g.part",
        f".textrnn-{'0' * 8}-{gone}-00000000.part",
        f".textrnn-{host_id()}-{os.getpid()}-00000000.part",
        f"my-textrnn-{host_id()}-{gone}-00000000",
        "textrnn-notes",
        f".textrnn-{host_id()}-{'9' * 30}-00000000.part",
        ".table.csv.part",
    ]
    for name in names:
        (tmp_path / name).touch()
    part_beside(tmp_path / "table.csv")
    assert {path.name for path in tmp_path.iterdir()} == set(names)


def test_folders_that_killed_processes_left_are_removed(temporary: Path, gone: int) -> None:
    left = temporary / own_name().replace(f"-{os.getpid()}-", f"-{gone}-")
    (left / "deep").mkdir(parents=True)
    with temporary_folder() as folder:
        assert list(temporary.iterdir()) == [folder]
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "file").touch()
    assert not list(temporary.iterdir())


def test_a_link_with_such_a_name_leads_to_no_harm(
    temporary: Path, gone: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    precious = tmp_path_factory.mktemp("precious")
    (precious / "file").touch()
    (temporary / f"textrnn-{host_id()}-{gone}-00000000").symlink_to(precious)
    with temporary_folder() as folder:
        assert list(temporary.iterdir()) == [folder]
    assert (precious / "file").exists()
