"""What the command line of `textrnn use` names: paths and URLs, located, and how to read what is there."""

from dataclasses import dataclass
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.layout import split_folders
from textrnn.ingest.links import leading_out
from textrnn.ingest.location import find
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
class Located:
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


def locate(request: Request, folder: Path) -> Located:
    """Where the data is; what has a URL is downloaded into `folder`.

    Raises:
        InputError: it is not there, or the test set is part of the rest, or named twice.
    """
    if request.split_column and (request.test or request.ignore_splits):
        raise InputError("--split-column names the test set already: leave out --test and --no-split-column")
    if request.rest_label is not None and not request.rest_label.strip():
        raise InputError("--rest-label is blank: name the class of all classes with few documents")
    if request.rest_label and request.min_documents == 1:
        raise InputError("--rest-label needs --min-documents: of fewer documents a class is joined to the others")
    if request.test is None:
        root = find(request.path, folder, request.max_gigabytes)
        return Located(root, *split_folders(root))
    for name in ("text", "test"):
        (folder / name).mkdir()
    path = find(request.path, folder / "text", request.max_gigabytes)
    test = find(request.test, folder / "test", request.max_gigabytes, "--test names another one")
    refuse_overlap(request, path.resolve(), test.resolve())
    return Located(path, path, test)


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
