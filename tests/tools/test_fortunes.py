"""Tables of labelled texts from Debian's packages: a real package is built and read."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from textrnn.errors import InputError
from textrnn.files import sha256
from tools import fortunes

needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is not there, so no package can be read")
FILES = {
    "xx/Proverbs": "%\nfirst one\n%\n\n%\nÜber two\nlines\n%%\nthird\n",
    "xx/few": "alone\n%\n",
    "xx/2001.07": "a\n%\nb\n%\nc\n",
    "xx/latin": "caf\xe9",
    "xx/Proverbs.dat": "a\n%\nb\n%\nc\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with such files."""
    folder = tmp_path / "tree"
    (folder / "DEBIAN").mkdir(parents=True)
    (folder / "DEBIAN/control").write_text(
        "Package: fortunes-xx\nVersion: 1\nArchitecture: all\nMaintainer: nobody <n@example.org>\nDescription: test\n"
    )
    for name, text in FILES.items():
        path = folder / "usr/share/games/fortunes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="latin-1" if "latin" in name else "utf-8")
    (folder / "usr/share/games/fortunes/xx/Proverbs.u8").symlink_to("Proverbs")
    path = tmp_path / "fortunes-xx_1_all.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", folder, path], check=True, stdout=subprocess.DEVNULL)
    return path


@needs_dpkg
def test_a_text_between_percent_signs_is_a_row(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fortunes, "FEWEST", 2)
    monkeypatch.setattr(fortunes, "download", lambda *_: package)
    fortunes.write_table("fortunes-xx=1", tmp_path)
    with (tmp_path / "fortunes-xx.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["text", "label"]
    assert rows == [["first one", "proverbs"], ["Über two\nlines", "proverbs"], ["third", "proverbs"]]


def test_another_package_than_the_studies_had_is_refused(tmp_path: Path) -> None:
    name = next(iter(fortunes.PACKAGES))
    (tmp_path / "other.deb").write_text("other")
    with pytest.raises(InputError, match=f"{name} has the sha256 {sha256(tmp_path / 'other.deb')}, expected"):
        fortunes.check(tmp_path / "other.deb", name)


def test_without_apt_get_it_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    name = next(iter(fortunes.PACKAGES))
    with pytest.raises(InputError, match=f"apt-get download {name}: .*it needs Debian 12"):
        fortunes.download(name, tmp_path)
