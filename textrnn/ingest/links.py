"""Files below a folder, those that symbolic links lead to as well."""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.left_out import Places


def files_below(folder: Path) -> Iterator[Path]:
    """All files in a folder and in those below it but hidden ones; a link is read for what it leads to.

    Raises:
        InputError: links lead nowhere, or one to a folder that it lies in.
    """
    astray = Places()
    yield from walk(folder, (), astray)
    astray.refuse("what a link leads to is not there; dvc pull brings it if DVC made the link, else remove it")


def walk(folder: Path, above: tuple[Path, ...], astray: Places) -> Iterator[Path]:
    """The files below a folder; `above` are the real paths of those that it was reached through."""
    above = (*above, folder.resolve())
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = folder / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_symlink() and not path.exists():
                astray.add(f"{path} -> {path.readlink()}")
            elif entry.is_dir():
                if entry.is_symlink():
                    refuse_loop(path, above)
                yield from walk(path, above, astray)
            elif entry.is_file():
                yield path


def refuse_loop(link: Path, above: Sequence[Path]) -> None:
    """Refuse a link that one would come back to.

    Raises:
        InputError: it leads to a folder that it lies in.
    """
    target = link.resolve()
    if any(folder.is_relative_to(target) for folder in above):
        raise InputError(f"{link} is a link to {target}, in which it lies itself: remove it")


def leading_out(files: Iterable[Path], folders: Sequence[Path]) -> list[tuple[Path, Path]]:
    """The files that links bring from outside of some folders, each with where it really is."""
    roots = [folder.resolve() for folder in folders]
    real = cache(Path.resolve)  # Of folders, in which there are many files.
    places = ((file, file.resolve() if file.is_symlink() else real(file.parent) / file.name) for file in files)
    return [(file, place) for file, place in places if not any(place.is_relative_to(root) for root in roots)]
