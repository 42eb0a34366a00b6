"""`textrnn info`: what a model is."""

from typing import Any

import click

from textrnn.cli.options import examples, json_option, print_json


@click.command(
    short_help="Say what a model is.",
    epilog=examples("textrnn info data/models/classification", "textrnn info model.zip --json"),
)
@click.argument("model", type=click.Path())
@json_option
def info(model: str, as_json: bool) -> None:
    """Say what a model is: what it tells apart or writes, its size, what it was trained on, its scores."""
    from pathlib import Path

    from textrnn.display import harmless
    from textrnn.model_about import about

    found = about(Path(model))
    if as_json:
        print_json(found)
        return
    found |= flat(found.pop("scores", {}))
    width = max(map(len, found))
    for name, value in found.items():
        click.echo(f"{name:{width}}  {harmless(', '.join(map(str, value)) if isinstance(value, list) else str(value))}")


def flat(scores: dict[str, Any], prefix: str = "") -> dict[str, float]:
    """Scores within scores, by their names one behind the other."""
    found: dict[str, float] = {}
    for name, value in scores.items():
        found |= flat(value, f"{prefix}{name} ") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found
