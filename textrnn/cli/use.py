"""`textrnn use`: own text becomes the pipeline's data."""

import math
import tempfile
from pathlib import Path

import click

from textrnn.cli.options import examples, json_option

CLASSIFICATION, GENERATION = "classification", "generation"
PARAMS = Path("params.yaml")


def no_nan(_: click.Context, option: click.Parameter, value: float) -> float:
    """Refuse what is no number, which no range leaves out."""
    if math.isnan(value):
        raise click.BadParameter("nan is no number", param=option)
    return value


@click.command(
    short_help="Make your text the pipeline's data.",
    epilog=examples(
        "textrnn use data/own/reviews.csv",
        "textrnn use train.parquet --test test.parquet --text-column body --label-column topic",
        "textrnn use data/own/mails          # a folder for each class",
        "textrnn use book.txt                # running text, for the generator",
        "textrnn use https://example.org/reviews.jsonl.gz --dry-run",
    ),
)
@click.argument("path")
@click.option("--test", help="The test set, if there is one of its own; without it, one is drawn.")
@click.option("--task", type=click.Choice([CLASSIFICATION, GENERATION]), help="What for, where it is not clear.")
@click.option("--text-column", help="The column of text; without it, a guess.")
@click.option("--label-column", help="The column of labels; without it, a guess.")
@click.option(
    "--minutes",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0.1, 10_000),
    callback=no_nan,
    help="Of training.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@json_option
def use(
    path: str,
    test: str | None,
    task: str | None,
    text_column: str | None,
    label_column: str | None,
    minutes: float,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make your text the pipeline's data: look at all of it, and write what it asks for into params.yaml.

    PATH is a table (.csv, .tsv, .jsonl, .parquet), a text (.txt, .md), a folder of texts, or a folder with a folder
    for each class; .gz, .zst and .zip are read as they are. An address beginning with https:// is downloaded. What
    lies in a folder `train` beside a folder `test` has a test set of its own.
    """
    from textrnn.cli.plan_output import print_next, print_proposals, print_values
    from textrnn.cli.profile_output import print_profile
    from textrnn.ingest.plan import Request, study

    asked = Request(path, test, text_column, label_column, None if task is None else task == CLASSIFICATION)
    with tempfile.TemporaryDirectory(prefix="textrnn-") as folder:
        found = study(asked, PARAMS, {True: CLASSIFICATION, False: GENERATION}, minutes, Path(folder))
    if not dry_run:
        found.write(PARAMS)
    if as_json:
        print_values(found, written=not dry_run)
        return
    print_profile(found)
    print_proposals(found)
    print_next(found, written=not dry_run)
