"""Running text in files, and folders of files: one text, or a folder for each class."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from textrnn.errors import InputError
from textrnn.ingest.compression import inner_name
from textrnn.ingest.encodings import open_text
from textrnn.ingest.links import files_below
from textrnn.ingest.mail import may_be_mail, read_mail

TEXTS = {".txt", ".md", ".markdown", ".text", ""}
TABLES = {".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".json", ".parquet"}
PIECE = 2**16  # Characters read at a time.
LONGEST = 10_000_000  # Characters of a document.


def is_text(path: Path) -> bool:
    """Whether the name is that of running text; that of a ZIP with several files is not."""
    try:
        return Path(inner_name(path)).suffix.lower() in TEXTS
    except InputError:
        return False


def is_document(path: Path) -> bool:
    """Whether it is a text in a folder: by its name running text, or by name and first line a mail."""
    return is_text(path) or may_be_mail(path)


def text_files(path: Path) -> list[Path]:
    """The file itself, or the files of text in a folder, sorted, hidden ones and those of other kinds left out.

    Raises:
        InputError: there is none.
    """
    if not path.is_dir():
        return [path]
    files = [file for file in visible_files(path) if is_document(file)]
    if not files:
        refuse_tables_alone(path)
        raise InputError(f"{path} has no files of text: their names should end in .txt or .md, or these and .gz, .zst")
    return files


def refuse_tables_alone(folder: Path) -> None:
    """Refuse a folder that has tables.

    Raises:
        InputError: there is one.
    """
    table = next((file for file in visible_files(folder) if Path(inner_name(file)).suffix.lower() in TABLES), None)
    if table:
        raise InputError(
            f"{folder} holds tables, such as {table}: name the table itself, and with --test that of the test"
        )


def visible_files(folder: Path) -> list[Path]:
    """All files below a folder but hidden ones, in the order of their paths.

    Raises:
        InputError: the name of one is not UTF-8, or a link leads nowhere or back.
    """
    files = sorted(files_below(folder))
    refuse_undecodable_names(files)
    return files


def refuse_undecodable_names(paths: Iterable[Path]) -> None:
    """Refuse names of files that no record could contain.

    Raises:
        InputError: the name of one is not UTF-8.
    """
    for path in paths:
        try:
            str(path).encode()
        except UnicodeEncodeError as error:
            raise InputError(f"the name of {str(path)!r} is not UTF-8; rename it") from error


def files_by_class(folder: Path) -> list[tuple[str, Path]]:
    """The class and the path of each document: a folder for each class.

    Raises:
        InputError: files lie beside the folders, or there are none.
    """
    documents = []
    for path in text_files(folder):
        label, *rest = path.relative_to(folder).parts
        if not rest:
            raise InputError(f"{path} lies beside the folders of the classes: move it into one, or out of {folder}")
        documents.append((label, path))
    return documents


def read_pieces(path: Path, encoding: str) -> Iterator[str]:
    """The text of a file, piece by piece.

    Raises:
        InputError: it is a table, has another encoding, or contains NUL bytes.
    """
    if not is_document(path):
        kinds = "text (.txt, .md) nor, with --text-column, a table (.csv, .tsv, .jsonl, .parquet)"
        raise InputError(f"{path} is neither {kinds}: save it as one of them")
    lines = 1
    with open_text(path, encoding, newline=None) as file:  # All line ends become one.
        while piece := file.read(PIECE):
            if "\0" in piece:
                line = lines + piece[: piece.index("\0")].count("\n")
                raise InputError(f"{path}, line {line} contains a NUL byte: that is no text; save it as UTF-8")
            lines += piece.count("\n")
            yield piece


def read_document(path: Path, encoding: str, *, mail: bool = False) -> str:
    """All of a file that is one document, or a mail.

    Raises:
        InputError: it is longer than a document can be, or as for `read_pieces`.
    """
    pieces: list[str] = []
    size = 0
    for piece in [read_mail(path, encoding)] if mail else read_pieces(path, encoding):
        pieces.append(piece)
        size += len(piece)
        if size > LONGEST:
            raise InputError(f"{path} has more than {LONGEST:,} characters, too many for one document: cut it")
    return "".join(pieces)
