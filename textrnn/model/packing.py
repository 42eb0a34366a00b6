"""A model as one file: a ZIP with the same bytes each time, which says where the model comes from."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from textrnn.classifier import Classifier
from textrnn.errors import InputError
from textrnn.files import replacing
from textrnn.generator import Generator
from textrnn.model.config import read_any_config
from textrnn.model.layout import (
    CARD,
    CARD_OF_FORMAT_1,
    CONFIG,
    ORIGIN,
    SUMS,
    SVM,
    SVM_WEIGHTS,
    TOKENIZER,
    WEIGHTS,
)
from textrnn.model.origin import Origin, origin_of
from textrnn.model.reading import read_file, read_sums
from textrnn.model.sums import sums_of

LOADERS: dict[str, Callable[[Path], object]] = {"classifier": Classifier.load, "generator": Generator.load}
FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # That ZIP has: the date of all files.
READABLE = 0o644 << 16
UNIX = 3


def pack(model: Path, target: Path) -> Origin:
    """Write a model's files into a ZIP, and return its origin, which is part of it where it is known.

    Raises:
        InputError: it is no model, or no folder of one, or `target` is no place for it.
    """
    if not model.is_dir():
        raise InputError(f"{model} is no folder of a model: dvc repro makes one")
    refuse_target(target, model)
    config = read_any_config(model)
    LOADERS[config["kind"]](model)  # Whoever gets it could not use what is refused here.
    cards = [name for name in (CARD, CARD_OF_FORMAT_1) if (model / name).is_file() or name in (read_sums(model) or {})]
    svm = [SVM, SVM_WEIGHTS] if config.get("svm") else []
    names = [CONFIG, TOKENIZER, WEIGHTS, *svm, *cards]
    refuse_foreign_links(model, names)
    files = {name: read_file(model, name) for name in names}
    files[SUMS] = sums_of(files)
    origin = origin_of(model)
    if origin.values:
        files[ORIGIN] = (json.dumps(origin.values, indent=2, sort_keys=True) + "\n").encode()
    write_archive(target, files)
    return origin


def refuse_foreign_links(model: Path, names: list[str]) -> None:
    """Refuse links, which could lead to any file of this machine; those into DVC's cache are known by their hash.

    Raises:
        InputError: a part of the model is a link, and its hash is not known.
    """
    known = read_sums(model) or {}
    for name in names:
        if (model / name).is_symlink() and name not in known:
            raise InputError(f"{model / name} is a link, and {SUMS} has no hash of it: copy what it leads to")


def refuse_target(target: Path, model: Path) -> None:
    """Refuse a place where no ZIP of this model can be written.

    Raises:
        InputError: always where it is refused.
    """
    if target.is_dir():
        raise InputError(f"{target} is a folder: name a file, such as {target.name}.zip")
    if target.suffix.lower() != ".zip":
        raise InputError(f"{target} should end in .zip, as that is what it will be")
    if target.resolve().is_relative_to(model.resolve()):
        raise InputError(f"{target} would lie within the model: name a file outside of it")


def write_archive(target: Path, files: dict[str, bytes]) -> None:
    """Write a ZIP that holds files by their names, uncompressed."""
    with replacing(target) as beside, zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, FIRST_DATE)
            entry.external_attr, entry.create_system = READABLE, UNIX
            archive.writestr(entry, files[name])
