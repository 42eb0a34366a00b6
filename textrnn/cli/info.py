"""`textrnn info`: what a model is."""

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
    width = max(map(len, found))
    for name, value in found.items():
        click.echo(f"{name:{width}}  {harmless(', '.join(map(str, value)) if isinstance(value, list) else str(value))}")
