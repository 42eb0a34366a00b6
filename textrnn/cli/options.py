"""Options and arguments that several commands have, and how they print."""

import json
from collections.abc import Callable
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


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: object) -> None:
    """Print one JSON value on a line."""
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


def examples(*lines: str) -> str:
    """Commands at the end of a help page, as they are typed."""
    return "\n\n".join(["\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)])
