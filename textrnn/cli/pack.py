"""`textrnn pack`: a model as one file."""

import click

from textrnn.cli.options import examples, json_option, output_path, print_json
from textrnn.report.terminal import printable


@click.command(
    short_help="Make one file of a model.",
    epilog=examples("textrnn pack data/models/classification reuters.zip", "textrnn info reuters.zip"),
)
@click.argument("model", type=click.Path())
@click.argument("target", type=click.Path(dir_okay=False))
@json_option
def pack(model: str, target: str, as_json: bool) -> None:
    """Make one file of a model, the same bytes each time, to hand on: the other commands take it as they take a folder.

    It says of which commit and which dvc.lock the model is, where the folder is as DVC's lock has it.
    """
    from pathlib import Path

    from textrnn.model.packing import pack as pack_model

    origin = pack_model(Path(model), output_path(target))
    if as_json:
        print_json({"file": target, **origin.values})
    else:
        of = f"of commit {origin.values['commit']}" if origin.values else f"of no known commit: {origin.reason}"
        click.echo(printable(f"{target} is written, {of}"))
