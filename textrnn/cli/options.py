"""Options and arguments that several commands have, and how they print."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from textrnn.errors import InputError
from textrnn.report.terminal import harmless

CLASSIFIER = "data/models/classification"
GENERATOR = "data/models/generation"
Function = TypeVar("Function", bound=Callable[..., Any])


def model_option(default: str) -> Callable[[Function], Function]:
    """Which model to use."""
    return click.option(
        "--model",
        default=default,
        show_default=True,
        type=click.Path(),
        help="Its folder, or a file that `textrnn pack` made.",
    )


def warn_of_another_model(model: str, default: str) -> None:
    """Say on standard error where the pipeline's model is not of the text that params.yaml names now."""
    from textrnn.model.reading import read_any_config
    from textrnn.params.section import PARAMS, read_yaml

    if model != default or not PARAMS.exists():
        return
    try:
        named = read_yaml(PARAMS)[default.rpartition("/")[2]]["publish"]["data"]
        made_of = read_any_config(Path(model))["about"]["data"]
    except (InputError, KeyError, TypeError):  # Whoever loads the model says what is wrong with it.
        return
    if made_of != named:
        note = f"textrnn: {model} is of {made_of}; params.yaml names {named}: dvc repro trains on that"
        click.echo(harmless(note), err=True)


def target_of(text: str) -> Path:
    """The file to write: of a link, what it leads to.

    Raises:
        InputError: it is a folder.
    """
    path = Path(text)
    if path.is_dir():
        raise InputError(f"{text!r} names no file to write: there is a folder")
    return path.resolve() if path.is_symlink() else path


def broken_pipe() -> None:
    """Let what is still to be written go nowhere, as no one reads on."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: object) -> None:
    """Print one JSON value on a line."""
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


def examples(*lines: str) -> str:
    """Commands at the end of a help page, as they are typed."""
    return "\n\n".join(["\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)])
