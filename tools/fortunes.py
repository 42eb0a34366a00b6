"""Quotations in several languages, from Debian's packages: tables of labelled texts, which some studies read.

A package `fortunes` or `fortunes-…` holds files with texts between lines of `%`. A text is a document, the file's name
in lower case its label; files with few texts are left out. The packages are downloaded by apt-get, so this needs
Debian, and the release that has these versions (12, bookworm).
"""

import csv
import io
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from textrnn.errors import InputError
from textrnn.files import replacing, sha256
from textrnn.temporary import temporary_folder
from tools.pipeline import ROOT

CUSTOM = ROOT / "data/custom"
PACKAGES = {  # and the sha256 of each
    "fortunes=1:1.99.1-7.3": "41d0551dc0ff52f875a2ecef7c39da2f672ab468c37e170119f7e0245a9d63c5",
    "fortunes-cs=2.0.9-1.1": "5a38a15bcd58c6a2f777a1f2db8d51da901bc3d0147b2db3597c8a1b78acb447",
    "fortunes-de=0.35-1": "03fe7a7912935bd3d4e02e38d79ef32a289097f8718d4488c409595abce067a0",
    "fortunes-es=1.36": "54636edc1a4384093b68d1666c7e702ce42d1fcc8b5ab402d9646c328dcca899",
    "fortunes-it=1.99-4.1": "675df6ecb00c3b67d06b39ab223ff17f1ef1d0ec82a7e40f989356a2eb61a97e",
    "fortunes-mario=0.21-1.1": "fef3607f943fc29f3539fef7986e6c743ee3694ae5788eddeb18a695c184d31c",
    "fortunes-min=1:1.99.1-7.3": "9eed5b45064e41133dae0967cf3a17588ad77c014fcc7bf1527fa3ea48e44d07",
    "fortunes-pl=0.0.20130525-3": "39602aece2081a67c9e95ff7f6e8b0b8fc2cce971e920a31d04133d4ac007ad0",
    "fortunes-ru=1.52-3.1": "2dc76af9c0e02e2926d36f88dcb685bb171fab8677e553a6def41efe8a551cc6",
}
FOLDER = "./usr/share/games/fortunes/"
NOT_TEXT = {".dat", ".u8"}  # An index of the texts, and a link to the file without it.
DATED = re.compile(r"\d{4}\.\d\d")  # Files of the Russian package that hold what came in a month, on any subject.
FEWEST = 25  # texts of a file

Row = tuple[str, str]  # text, label


def write_table(package: str, folder: Path) -> None:
    """Download a package and write its table into a folder."""
    name = package.partition("=")[0]
    with temporary_folder() as beside:
        archive = download(package, beside)
        rows = list(dict.fromkeys(labelled_texts(archive)))
    with replacing(folder / f"{name}.csv") as path, path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("text", "label"), *rows])
    print(f"{folder / name}.csv: {len(rows):,} texts in {len({label for _, label in rows})} classes")


def download(package: str, folder: Path) -> Path:
    """Download a package and check it.

    Raises:
        InputError: apt-get cannot get it, or its bytes are not those that the studies were made with.
    """
    command = ["apt-get", "download", package]
    try:
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        raise InputError(f"{' '.join(command)}: {error}; it needs Debian 12, and `apt-get update` before it") from error
    path = next(folder.glob("*.deb"))
    check(path, package)
    return path


def check(path: Path, package: str) -> None:
    """Refuse a file that is not the package it should be."""
    if (actual := sha256(path)) != PACKAGES[package]:
        raise InputError(f"{package} has the sha256 {actual}, expected {PACKAGES[package]}: it was damaged or replaced")


def labelled_texts(package: Path) -> Iterator[Row]:
    """The texts of all files that have enough, and for each the file's name."""
    tar = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(package)], check=True, stdout=subprocess.PIPE).stdout
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            path = Path(member.name)
            if member.isfile() and member.name.startswith(FOLDER) and path.suffix not in NOT_TEXT:
                texts = texts_between_percent_signs(archive.extractfile(member).read())  # type: ignore[union-attr]
                if len(texts) >= FEWEST and not DATED.fullmatch(path.name):
                    yield from ((text, path.name.lower()) for text in texts)


def texts_between_percent_signs(data: bytes) -> list[str]:
    """The texts of a file, without those that are empty; none of a file that is no UTF-8."""
    try:
        parts = re.split(r"(?m)^%+\s*$", data.decode("utf-8"))
    except UnicodeDecodeError:
        return []
    return [text for part in parts if (text := part.strip())]


def main() -> None:
    """Write the tables that are not there."""
    CUSTOM.mkdir(parents=True, exist_ok=True)
    try:
        for package in PACKAGES:
            if not (CUSTOM / f"{package.partition('=')[0]}.csv").exists():
                write_table(package, CUSTOM)
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
