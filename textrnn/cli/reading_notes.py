"""What `textrnn classify` says of files that were not read, or not whole."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from textrnn.cli.reading_output import counted
from textrnn.ingest.left_out import NAMED, Places
from textrnn.report.terminal import printable

if TYPE_CHECKING:
    from textrnn.classifier import Prediction
    from textrnn.cli.inputs import Inputs
    from textrnn.ingest.rows import Row

PARTLY = 1  # The exit status where some files have labels, and others could not be read.


def noting_replaced(
    predictions: Iterator[tuple["Row", "Prediction"]], inputs: "Inputs"
) -> Iterator[tuple["Row", "Prediction"]]:
    """The same predictions; standard error says in the end how many texts could not be decoded whole."""
    places = texts = 0
    for row, prediction in predictions:
        found = inputs.text_of(row).count("\ufffd")
        places, texts = places + found, texts + bool(found)
        yield row, prediction
    if places:
        where = f"{counted(places, 'place')} of {counted(texts, 'text')}"
        click.echo(f"textrnn: U+FFFD stands in {where}, for what could not be decoded", err=True)


def end_with_unreadable(unreadable: dict[str, str], *, skip: bool) -> None:
    """Say on standard error which files could not be read, with the reasons; and exit with `PARTLY`.

    Files that were to be skipped are counted, the first ones named, and no failure.
    """
    if not unreadable:
        return
    if skip:
        files = Places(len(unreadable), list(unreadable)[:NAMED])
        click.echo(printable(f"textrnn: {counted(files.count, 'file')} could not be read, left out: {files}"), err=True)
        return
    for reason in unreadable.values():
        click.echo(printable(f"textrnn: {reason}"), err=True)
    count = counted(len(unreadable), "file")
    click.echo(f"textrnn: {count} could not be read; all others have labels (--skip-unreadable expects this)", err=True)
    click.get_current_context().exit(PARTLY)
