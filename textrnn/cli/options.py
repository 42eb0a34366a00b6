"""Options and arguments that several commands have, and how they print."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

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
    from textrnn.errors import InputError
    from textrnn.model_files import read_any_config
    from textrnn.params import PARAMS, read_yaml

    if model != default or not PARAMS.exists():
        return
    try:
        named = read_yaml(PARAMS)[default.rpartition("/")[2]]["publish"]["data"]
        made_of = read_any_config(Path(model))["about"]["data"]
    except (InputError, KeyError, TypeError):  # Whoever loads the model says what is wrong with it.
        return
    if made_of != named:
        click.echo(f"textrnn: {model} is of {made_of}; params.yaml names {named}: dvc repro trains on that", err=True)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: object) -> None:
    """Print one JSON value on a line."""
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


def examples(*lines: str) -> str:
    """Commands at the end of a help page, as they are typed."""
    return "\n\n".join(["\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)])
