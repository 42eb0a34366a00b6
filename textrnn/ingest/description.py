"""What params.yaml says of your data: where it is, and how it is read."""

import os
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.encodings import DETECT, with_errors
from textrnn.ingest.layout import detect_layout, encoding_of
from textrnn.ingest.location import data_sha256, is_url
from textrnn.ingest.mail import are_mails
from textrnn.ingest.request import Located, Request
from textrnn.ingest.tables import refuse_dialect


def describe_corpus(request: Request, places: Located) -> CustomCorpus:
    """What params.yaml will say of the data, but for how many documents a file is cut into.

    Raises:
        InputError: it is not clear how to read it.
    """
    refuse_dialect(places.path, request.dialect)
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
        ignore_splits=request.ignore_splits,
    )
    if places.test and layout.get("split_column"):
        raise InputError(
            f"{places.path}: {layout['split_column']!r} says train, valid or test, and there is a test set beside it: "
            "--no-split-column takes all rows for training"
        )
    corpus = CustomCorpus.model_validate(reading | values | layout)
    refuse_labels_of_running_text(request, corpus)
    return corpus


def describe_reading(request: Request, places: Located) -> dict[str, object]:
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
