"""What the command line of `textrnn use` names: paths and URLs, located, and how to read what is there."""

import os
from dataclasses import dataclass
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.encodings import DETECT, with_errors
from textrnn.ingest.layout import detect_layout, encoding_of, split_folders
from textrnn.ingest.links import leading_out
from textrnn.ingest.location import data_sha256, find, is_url
from textrnn.ingest.mail import are_mails
from textrnn.ingest.rows import STANDARD, Dialect
from textrnn.ingest.texts import text_files, visible_files


@dataclass(frozen=True)
class Request:
    """What the command line says; `labelled` is None where it does not say whether the documents have labels."""

    path: str
    test: str | None
    text_column: str | None
    label_column: str | None
    labelled: bool | None
    max_gigabytes: float
    encoding: str | None = None  # where it is not to be detected
    split_column: str | None = None
    ignore_splits: bool = False  # whatever a column says
    min_documents: int = 1
    rest_label: str | None = None
    fix_text: bool = False
    dialect: Dialect = STANDARD
    errors: str = "strict"
    skip_unreadable: bool = False


@dataclass(frozen=True)
class Places:
    """The path that was named, that of the training part, and that of the test set if there is one."""

    root: Path
    path: Path
    test: Path | None

    def text_files(self) -> list[Path]:
        """The files of text of both."""
        return [*text_files(self.path), *(text_files(self.test) if self.test else ())]

    def folders(self) -> list[Path]:
        """The folders that are named."""
        return [folder for folder in (self.root, self.test) if folder and folder.is_dir()]

    def linked_files(self) -> list[tuple[Path, Path]]:
        """The files of text that links bring from outside of these folders, each with where it really is."""
        parts = [part for part in (self.path, self.test) if part and part.is_dir()]
        return leading_out([file for part in parts for file in text_files(part)], self.folders())

    def unread_files(self) -> list[Path]:
        """The files of the folders that are named which are neither text nor test."""
        files = {file for folder in self.folders() for file in visible_files(folder)}
        return sorted(files - set(self.text_files()))


def locate(request: Request, folder: Path) -> Places:
    """Where the data is; what has a URL is downloaded into `folder`.

    Raises:
        InputError: it is not there, or the test set is part of the rest, or named twice.
    """
    if request.split_column and (request.test or request.ignore_splits):
        raise InputError("--split-column names the test set already: leave out --test and --no-split-column")
    if request.rest_label and request.min_documents == 1:
        raise InputError("--rest-label needs --min-documents: of fewer documents a class is joined to the others")
    if request.test is None:
        root = find(request.path, folder, request.max_gigabytes)
        return Places(root, *split_folders(root))
    for name in ("text", "test"):
        (folder / name).mkdir()
    path = find(request.path, folder / "text", request.max_gigabytes)
    test = find(request.test, folder / "test", request.max_gigabytes, "--test names another one")
    refuse_overlap(request, path.resolve(), test.resolve())
    return Places(path, path, test)


def refuse_overlap(request: Request, path: Path, test: Path) -> None:
    """Refuse a test set that is part of the rest, or the other way round.

    Raises:
        InputError: it is.
    """
    if path.samefile(test):
        raise InputError(f"{request.test} is what is learned from, and cannot be the test set as well")
    if test.is_relative_to(path) or path.is_relative_to(test):
        raise InputError(
            f"of {request.path} and {request.test} one lies in the other: move what is the test set out of it"
        )


def describe_corpus(request: Request, places: Places) -> CustomCorpus:
    """What params.yaml will say of the data, but for how many documents a file is cut into.

    Raises:
        InputError: it is not clear how to read it.
    """
    reading = describe_reading(request, places)
    values = {
        "path": path_in_params(request.path, places.path),
        "sha256": data_sha256(places.path),
        "test_path": places.test and path_in_params(request.test or request.path, places.test),
        "test_sha256": places.test and data_sha256(places.test),
        "max_gigabytes": request.max_gigabytes,
        "quoting": request.dialect.quoting,
        "header": request.dialect.header,
        "min_documents": request.min_documents,
        "rest_label": request.rest_label,
        "fix_text": request.fix_text,
    }
    layout = detect_layout(
        places.path,
        with_errors(str(reading["encoding"]), request.errors),
        request.text_column,
        request.label_column,
        request.labelled,
        request.split_column,
        request.dialect,
        ignore_splits=request.ignore_splits or places.test is not None,
    )
    corpus = CustomCorpus.model_validate(reading | values | layout)
    refuse_labels_of_running_text(request, corpus)
    return corpus


def refuse_labels_of_running_text(request: Request, corpus: CustomCorpus) -> None:
    """Refuse options about labels where there are none.

    Raises:
        InputError: there is one.
    """
    if corpus.has_labels:
        return
    for option, is_given in {
        "--split-column": request.split_column,
        "--min-documents": request.min_documents > 1,
    }.items():
        if is_given:
            raise InputError(f"{request.path} is read as running text, and {option} is about texts with labels")


def describe_reading(request: Request, places: Places) -> dict[str, object]:
    """The parameters of `CustomCorpus` that say how files become text.

    Raises:
        InputError: files cannot be read.
    """
    in_folder = bool(places.folders())
    if request.skip_unreadable and not in_folder:
        raise InputError(f"{request.path} is no folder, of which files could be left out: omit --skip-unreadable")
    files = places.text_files()
    mail = places.path.is_dir() and are_mails(files)
    encoding = request.encoding or (DETECT if mail else None)
    if encoding is None:
        encoding = encoding_of(files, mixed=request.errors == "replace", in_folder=in_folder)
    return {
        "encoding": encoding,
        "errors": request.errors,
        "mail": mail,
        "skip_unreadable": request.skip_unreadable,
    }


def path_in_params(place: str, located: Path) -> str:
    """How params.yaml names a place: a URL, a path within the project, or one from the root."""
    if is_url(place):
        return place
    here = Path.cwd()
    path = Path(os.path.normpath(here / located))  # Not resolved: what DVC keeps may be a link into its cache.
    for known in (path, located.resolve()):
        if known.is_relative_to(here):
            return known.relative_to(here).as_posix()
    return str(path)
