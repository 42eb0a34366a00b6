"""Arguments of `textrnn classify` that do not go together."""

from os.path import exists  # That of pathlib fails where a text is too long for a name.
from pathlib import Path
from shlex import quote

import click

from textrnn.cli.options import print_notes
from textrnn.errors import InputError


def refuse_odd_words(
    texts: tuple[str, ...], source: str | None, text_column: str | None, kind: str, reads_files: bool
) -> None:
    """Refuse arguments and options that do not go together.

    Raises:
        click.UsageError: there are none.
    """
    if bool(texts) == (source is not None):
        raise click.UsageError("name texts, or a file of them with --input, not both")
    if texts and (text_column or kind != "txt"):
        raise click.UsageError("texts on the command line have no columns and no format")
    if texts and reads_files:
        raise click.UsageError(
            "texts on the command line are read as they are: --encoding, --errors, --quoting, --no-header and "
            "--skip-unreadable are about --input"
        )
    if source != "-" and kind != "txt":
        raise click.UsageError("--format is what standard input holds (--input -); of a file its name says it")


def refuse_safe_csv(target: str | None, safe_csv: bool, as_json: bool) -> None:
    """Refuse to escape what has no formulas.

    Raises:
        click.UsageError: the output is neither CSV nor TSV.
    """
    is_delimited = not as_json if target == "-" else (target or "").lower().endswith((".csv", ".tsv"))
    if safe_csv and not is_delimited:
        raise click.UsageError("--safe-csv is for an --output that ends in .csv or .tsv, or is CSV on standard output")


def refuse_overwriting(source: Path | None, target: Path) -> None:
    """Refuse to write over the input, under whatever name.

    Raises:
        InputError: both are one file.
    """
    if source is not None and source.exists() and target.exists() and source.samefile(target):
        raise InputError(f"--output {target} is the input itself, which would be lost: name another file")


def warn_of_files(texts: tuple[str, ...]) -> None:
    """Say on standard error which texts may have been meant as files."""
    from textrnn.ingest.compression import COMPRESSED
    from textrnn.ingest.tables import READERS
    from textrnn.ingest.texts import TEXTS

    endings = tuple(filter(None, {*READERS, *TEXTS, *COMPRESSED}))
    for text in texts:
        if exists(text):  # noqa: PTH110
            note = f"{text!r} is taken as a text; --input {quote(text)} would read what is there"
        elif text.endswith(endings) and " " not in text:
            note = f"{text!r} is taken as a text: there is no such file, and --input would read one"
        else:
            continue
        print_notes([note])
