"""The files of a folder as rows, each a text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from textrnn.cli.text_columns import TEXT
from textrnn.errors import InputError
from textrnn.ingest.mail import are_mails
from textrnn.ingest.rows import Row
from textrnn.ingest.texts import read_document, text_files

FILE = "file"  # The column that names the files of a folder.


@dataclass(frozen=True)
class FolderRows:
    """Rows of the files of text in a folder, read anew each time; what cannot be read is noted, with the reason."""

    folder: Path
    encoding: str
    mail: bool  # whether the files are mails
    unreadable: dict[str, str] = field(default_factory=dict)

    def __call__(self) -> Iterator[Row]:
        """The rows, in the order of the paths."""
        for path in text_files(self.folder):
            try:
                text = read_document(path, self.encoding, mail=self.mail)
            except (InputError, OSError) as error:
                self.unreadable[str(path)] = f"{path}: {error.strerror}" if isinstance(error, OSError) else str(error)
            else:
                yield Row(str(path), {FILE: path.relative_to(self.folder).as_posix(), TEXT: text})


def folder_rows(folder: Path, encoding: str) -> FolderRows:
    """The rows of a folder; standard error says if nearly all of its files are mails, which are read as such.

    Raises:
        InputError: it has no files of text.
    """
    mail = are_mails(text_files(folder))
    if mail:
        click.echo("textrnn: the files are mails: of each, the subject and the text are read", err=True)
    return FolderRows(folder, encoding, mail)
