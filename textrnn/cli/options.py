"""Options and arguments that several commands have, and how they print."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from textrnn.errors import InputError
from textrnn.report.terminal import ESCAPES, printable

Function = TypeVar("Function", bound=Callable[..., Any])


def model_option(default: str) -> Callable[[Function], Function]:
    """The option that says which model to use."""
    return click.option(
        "--model",
        default=default,
        show_default=True,
        type=click.Path(),
        help="Its folder, or a file that `textrnn pack` made.",
    )


def output_path(text: str) -> Path:
    """The file to write: of a symbolic link, what it leads to.

    Raises:
        InputError: it is a folder.
    """
    path = Path(text)
    if path.is_dir():
        raise InputError(f"{text!r} names no file to write: there is a folder")
    return path.resolve() if path.is_symlink() else path


def broken_pipe() -> None:
    """Send what is still to be written to nowhere, as no one reads it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def known_encoding(_: click.Context, option: click.Parameter, name: str | None) -> str | None:
    """The name of an encoding, if it is one."""
    from textrnn.ingest.custom_corpus import known_encoding as known

    try:
        return name and known(name)
    except ValueError as error:
        raise click.BadParameter(str(error), param=option) from error


encoding_option = click.option(
    "--encoding",
    callback=known_encoding,
    help="Of the files, such as cp1250; without it, it is detected.",
)
quoting_option = click.option(
    "--quoting",
    type=click.Choice(["standard", "none"]),
    default="standard",
    help="Of .csv and .tsv: quotes hold a value together; or none: they are ordinary characters.",
)
header_option = click.option("--no-header", is_flag=True, help="The first line of a .csv or .tsv is a row like others.")
errors_option = click.option(
    "--errors",
    type=click.Choice(["strict", "replace"]),
    default="strict",
    show_default=True,
    help="What becomes of bytes that are no text: refused, or read as U+FFFD, and counted.",
)
text_column_option = click.option("--text-column", help="The column of text; without it, a guess.")
format_option = click.option(
    "--format",
    "kind",
    type=click.Choice(["txt", "csv", "tsv", "jsonl"]),
    default="txt",
    show_default=True,
    help="What standard input holds.",
)


def reading_options(command: Function) -> Function:
    """The options that say how files are read."""
    return quoting_option(header_option(encoding_option(errors_option(command))))


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: object) -> None:
    """Print one JSON value on a line."""
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False).translate(ESCAPES))


def print_notes(notes: Iterable[str]) -> None:
    """Say something on standard error, where it does not mix with what a command prints."""
    for note in notes:
        click.echo(printable(f"textrnn: {note}"), err=True)


def examples(*lines: str) -> str:
    """The end of a help page: commands as they are typed."""
    return "\n\n".join(["\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)])
