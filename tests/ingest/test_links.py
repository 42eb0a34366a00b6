import os
from pathlib import Path

import pytest

from textrnn.errors import InputError
from textrnn.ingest.links import leading_out
from textrnn.ingest.location import data_sha256
from textrnn.ingest.texts import files_by_class, text_files, visible_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two classes, one of them a link, and a file that is one."""
    for name in ("classes/a/1.txt", "elsewhere/1.txt", "elsewhere/deep/2.txt", "cache/ab"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "classes/b").symlink_to("../elsewhere")
    (tmp_path / "classes/a/2.txt").symlink_to(tmp_path / "cache/ab")
    return tmp_path / "classes"


def names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in text_files(folder)]


def test_what_links_lead_to_is_read_under_their_names(folder: Path) -> None:
    assert names(folder) == ["a/1.txt", "a/2.txt", "b/1.txt", "b/deep/2.txt"]
    assert [label for label, _ in files_by_class(folder)] == ["a", "a", "b", "b"]
    before = data_sha256(folder)
    (folder.parent / "elsewhere/deep/2.txt").write_text("other")
    assert data_sha256(folder) != before


def test_links_out_of_the_folder_are_known(folder: Path) -> None:
    (folder / "a/3.txt").symlink_to("1.txt")
    (folder / "c").symlink_to("a")
    out = [file.relative_to(folder).as_posix() for file, _ in leading_out(text_files(folder), [folder])]
    assert out == ["a/2.txt", "b/1.txt", "b/deep/2.txt", "c/2.txt"]
    assert leading_out(text_files(folder), [folder])[1][1] == folder.parent.resolve() / "elsewhere/1.txt"
    link = folder.with_name("link")
    link.symlink_to(folder)  # A folder that is one itself leads nowhere else.
    assert len(leading_out(text_files(link), [link])) == 4
    assert not leading_out(text_files(folder), [folder, folder.parent])


@pytest.mark.parametrize(("link", "target"), [("a/x", "."), ("a/x", ".."), ("a/x", "../.."), ("a/x", "/"), ("x", ".")])
def test_a_link_back_is_refused_by_its_name(link: str, target: str, folder: Path) -> None:
    (folder / link).symlink_to(target)
    with pytest.raises(InputError, match=rf"classes/{link} is a link to \S+, in which it lies itself: remove it"):
        text_files(folder)


def test_two_links_that_lead_to_each_other_are_refused(folder: Path) -> None:
    (folder / "a/x").symlink_to(folder.parent / "elsewhere")
    (folder.parent / "elsewhere/y").symlink_to(folder / "a")
    with pytest.raises(InputError, match=r"classes/a/x/y is a link to \S+/classes/a, in which it lies itself"):
        text_files(folder)


def test_links_that_lead_nowhere_are_refused_by_name(folder: Path) -> None:
    (folder / "a/x.txt").symlink_to("nothing")
    (folder / "a/y").symlink_to("y")
    (folder / "a/.hidden").symlink_to("nothing")
    with pytest.raises(
        InputError, match=r"a/x\.txt -> nothing; \S+a/y -> y: what a link leads to is not there; dvc pull"
    ):
        visible_files(folder)


def test_what_is_hidden_or_no_file_is_left_out(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git/a.txt").touch()
    (folder / "a/.b.txt").symlink_to("1.txt")
    os.mkfifo(folder / "a/pipe")
    assert names(folder) == ["a/1.txt", "a/2.txt", "b/1.txt", "b/deep/2.txt"]


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("b/1.txt", "b.txt", "a/z.txt", "a-b/1.txt", "B/1.txt", "10.txt", "9.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    files = visible_files(tmp_path)
    assert files == sorted(path for path in tmp_path.rglob("*") if path.is_file())
