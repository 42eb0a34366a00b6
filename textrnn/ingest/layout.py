"""The layout of your data: its files, their encoding, what is text and what is label."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from string import printable

from textrnn.errors import InputError
from textrnn.ingest.column_choice import RUNNING, choose_columns
from textrnn.ingest.columns import describe_columns
from textrnn.ingest.compression import open_bytes
from textrnn.ingest.encodings import DETECT, UTF8, detect, open_text
from textrnn.ingest.foreign import refuse_foreign
from textrnn.ingest.rows import STANDARD, Dialect, suffix
from textrnn.ingest.split_column import choose_split
from textrnn.ingest.tables import READERS, is_table
from textrnn.ingest.texts import is_document, text_files, visible_files

VALIDATION = {"valid", "validation", "val", "dev"}  # Names of a folder.
CHUNK = 2**20  # Bytes.
FEW = 3  # Files that may describe tables.
LINES, FEWEST_LINES = 200, 8  # Of a text, that tell whether it is a table.


def detect_layout(
    path: Path,
    encoding: str,
    text_column: str | None,
    label_column: str | None,
    labelled: bool | None,
    split_column: str | None = None,
    dialect: Dialect = STANDARD,
    *,
    ignore_splits: bool = False,
) -> dict[str, object]:
    """The parameters of `CustomCorpus` that say what is text and what is label: a guess where nothing is given.

    `labelled` is None where nobody says whether the documents have labels.

    Raises:
        InputError: it is neither text nor a table, or lacks a column.
    """
    if (path.is_dir() or not is_table(path)) and (text_column or label_column or split_column):
        raise InputError(f"{path} has no columns: a table's name ends in .csv, .tsv, .jsonl or .parquet")
    if labelled is False and label_column:
        raise InputError(f"running text has no labels: leave out --label-column {label_column!r}, or the task")
    if path.is_dir():
        refuse_tables_within(path)
        by_class = has_folder_for_each_class(path) if labelled is None else labelled
        return layout(None, None, folder_is_label=by_class)
    if is_table(path):
        if suffix(path) != ".parquet":
            refuse_foreign(path, table=True)
        columns = describe_columns(path, encoding, dialect=dialect)
        text, label = choose_columns(path, columns, text_column, label_column, labelled)
        others = [column for column in columns if column.name not in {text, label}]
        split = None if ignore_splits else choose_split(path, others, split_column)
        if split and label is None:
            refuse_split_of_running_text(path, split, labelled)
            split = None
        return layout(text, label, split)
    if labelled is not False:
        refuse_labelled_lines(path, encoding)
    if labelled:
        raise InputError(f"{path} has no labels: a table has them, or a folder with a folder for each class")
    return layout(None, None)


def refuse_split_of_running_text(path: Path, split: str, labelled: bool | None) -> None:
    """Refuse a column of splits where there are no labels, unless running text was asked for.

    Raises:
        InputError: it was not.
    """
    if labelled is not False:
        raise InputError(
            f"{path}: {split!r} says train, valid or test, but no column looks like labels: --label-column NAME names "
            f"one; or use {RUNNING}, whatever {split!r} says"
        )


def refuse_labelled_lines(path: Path, encoding: str) -> None:
    """Refuse a text whose lines look like rows: a label, a tab, a text, or the other way round.

    Raises:
        InputError: they do.
    """
    with open_text(path, encoding, newline=None) as file:
        lines = [line.rstrip("\n") for line in islice(file, LINES) if line.strip()]
    cells = [line.split("\t") for line in lines]
    if len(lines) < FEWEST_LINES or any(len(values) != 2 for values in cells):
        return
    if any(1 < len(set(column)) <= len(lines) / 4 for column in zip(*cells, strict=True)):
        raise InputError(
            f"{path} has a tab in each line, and few different values on one side, which look like labels: let its "
            "name end in .tsv, and add --no-header; or use --task generation, which takes it as running text"
        )


def refuse_tables_within(folder: Path) -> None:
    """Refuse a folder of tables, whose other files only describe them.

    Raises:
        InputError: there is a table, and no more files of text than tables, or a few.
    """
    files = visible_files(folder)
    tables = [path for path in files if path.suffix.lower() in READERS]
    texts = [path for path in files if is_document(path)]
    if tables and len(texts) <= max(len(tables), FEW):
        raise InputError(f"{folder} holds tables, such as {tables[0]}: name the table itself")


def layout(
    text: str | None, label: str | None, split: str | None = None, *, folder_is_label: bool = False
) -> dict[str, object]:
    """The parameters of `CustomCorpus` that say what is text and what is label."""
    columns = {"text_column": text, "label_column": label, "split_column": split}
    return columns | {"folder_is_label": folder_is_label, "documents_per_file": 1}


def has_folder_for_each_class(folder: Path) -> bool:
    """Whether all files lie in folders of this one, of which there are several.

    Raises:
        InputError: most do, and a few beside these folders.
    """
    files = [path.relative_to(folder) for path in text_files(folder)]
    beside = [path for path in files if len(path.parts) == 1]
    classes = {path.parts[0] for path in files if len(path.parts) == 2}
    deeper = [path for path in files if len(path.parts) > 2]
    if len(classes) < 2 or len(deeper) > len(files) / 2:
        return False
    if deeper:
        raise InputError(
            f"{folder / deeper[0]} lies deeper than in folders that may be classes: move it up if they are, or say "
            "with --task generation that they are not"
        )
    if beside and len(beside) < len(files) / 2:
        raise InputError(
            f"{folder / beside[0]} lies beside folders that may be classes: move it away if they are, or say with "
            "--task generation that they are not"
        )
    return not beside


def encoding_of(files: Sequence[Path], *, mixed: bool = False, in_folder: bool = False) -> str:
    """The encoding of all files, or that each has its own; `mixed` is as for `detect`.

    Raises:
        InputError: a file cannot be read; those of a folder are all named when they are read.
    """
    files_by_encoding: dict[str, list[Path]] = {}
    for path in files:
        try:
            if suffix(path) != ".parquet":
                files_by_encoding.setdefault(detect(path, mixed=mixed), []).append(path)
        except InputError:
            if not in_folder:
                raise
            return DETECT  # In the encoding of the others it might be readable, and wrong.
    others = files_by_encoding.keys() - {UTF8}
    if len(others) == 1 and all(map(extends_ascii, others)) and all(map(is_ascii, files_by_encoding.get(UTF8, []))):
        files_by_encoding.pop(UTF8, None)  # What is ASCII alone is the same in the other one.
    if len(files_by_encoding) > 1:
        return DETECT
    return next(iter(files_by_encoding), UTF8)


def is_ascii(path: Path) -> bool:
    """Whether all of a file is ASCII."""
    with open_bytes(path) as stream:
        return all(chunk.isascii() for chunk in iter(lambda: stream.read(CHUNK), b""))


def extends_ascii(encoding: str) -> bool:
    """Whether ASCII is the same in an encoding."""
    return printable.encode(encoding) == printable.encode("ascii")


def split_folders(path: Path) -> tuple[Path, Path | None]:
    """Training and test folder, where a folder has just these two in it.

    Raises:
        InputError: beside them there is one for validation.
    """
    if not path.is_dir():
        return path, None
    names = {child.name for child in path.iterdir() if child.is_dir() and not child.name.startswith(".")}
    if names >= {"train", "test"} and (more := names - {"train", "test"}) <= VALIDATION:
        if more:
            raise InputError(
                f"{path / min(more)} lies beside train and test: validation is drawn from train, so move its files "
                "there, or elsewhere"
            )
        return path / "train", path / "test"
    return path, None
