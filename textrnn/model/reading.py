"""The files of a model that is used: those of its folder (`model_folder.py`), or of the ZIP that it was packed into.

A packed model has one file more: origin.json, which says the commit it is of.

Whoever hands on such a model may be mistaken or mean harm: everything is read within bounds, and checked.
"""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textrnn.errors import InputError, reading
from textrnn.model.layout import CARD, CONFIG, FORMAT, TOKENIZER, WEIGHTS

KINDS = ("classifier", "generator")
ORIGIN = "origin.json"
LIMITS = {CONFIG: 2**24, WEIGHTS: 2**32, TOKENIZER: 2**26, CARD: 2**20, ORIGIN: 2**16}  # bytes
REMEDY = "get the model anew, or make it: dvc repro"


def read_part(model: Path, name: str) -> bytes:
    """One file of a model, which is a folder or a ZIP of its files; nothing is unpacked.

    Raises:
        InputError: it is not there, too large, or damaged.
    """
    if not model.exists():
        raise InputError(
            f"{model} is not there: in the folder of the project dvc repro makes it, or dvc pull brings it"
        )
    if not (model.is_dir() or model.is_file()):
        raise InputError(f"{model} is no model: neither a folder nor what textrnn pack made")
    place = model / name
    with reading(place, REMEDY):
        found = read_from_folder(place) if model.is_dir() else read_from_archive(model, name)
        if len(found) > LIMITS[name]:
            raise ValueError(f"it has more than {LIMITS[name]:,} bytes")
    return found


def read_from_folder(path: Path) -> bytes:
    """A file, and one byte more than it may have."""
    if not path.is_file():
        raise InputError(f"{path} is not there, so {path.parent} is no model: {REMEDY}")
    with path.open("rb") as file:
        return file.read(min(path.stat().st_size, LIMITS[path.name]) + 1)  # Room for so many is made at once.


def read_from_archive(model: Path, name: str) -> bytes:
    """The same of a ZIP."""
    if not zipfile.is_zipfile(model):
        raise InputError(f"{model} is no model: neither a folder nor what textrnn pack made")
    with broken_archive(model), zipfile.ZipFile(model) as archive:
        found = [one for one in archive.infolist() if one.filename == name]
        if len(found) != 1:
            raise InputError(f"{model} is no model: it has {len(found)} files named {name}, and should have one")
        if found[0].compress_type != zipfile.ZIP_STORED:  # A small file could hold gigabytes.
            raise InputError(
                f"{model} is compressed, which a model never is: unzip it, and let textrnn pack make it anew"
            )
        with archive.open(found[0]) as file:
            return file.read(min(model.stat().st_size, LIMITS[name]) + 1)  # What the archive states may be a lie.


@contextmanager
def broken_archive(model: Path) -> Iterator[None]:
    """Say which file is damaged, where reading it fails as if the disk did."""
    try:
        yield
    except OSError as error:
        raise InputError(f"{model} is damaged ({error.strerror}): {REMEDY}") from error


def read_any_config(model: Path) -> dict[str, Any]:
    """The configuration of a model of any kind.

    Raises:
        InputError: it is damaged, or of a format or kind that this version does not know.
    """
    place = model / CONFIG
    with reading(place, REMEDY):
        config = dict(json.loads(read_part(model, CONFIG), parse_constant=refuse_constant))
    found = config.get("format")
    if found != FORMAT:
        newer = isinstance(found, int) and found > FORMAT
        remedy = "update textrnn" if newer else REMEDY
        raise InputError(f"{place} has format {found!r}, and this version of textrnn reads format {FORMAT}: {remedy}")
    if config.get("kind") not in KINDS:
        known = " and ".join(KINDS)
        raise InputError(f"{place} has kind {config.get('kind')!r}; this version of textrnn knows {known}: {REMEDY}")
    return config


def refuse_constant(name: str) -> float:
    """Refuse NaN and the infinities, which are no JSON.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{name} is no JSON")


def read_config(model: Path, kind: str) -> dict[str, Any]:
    """The configuration of a model of this kind.

    Raises:
        InputError: it is of another kind, or of a format that this version does not know.
    """
    config = read_any_config(model)
    if config["kind"] != kind:
        raise InputError(f"{model} is a model of kind {config['kind']!r}; needed is a {kind}")
    return config
