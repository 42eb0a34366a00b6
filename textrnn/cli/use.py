"""`textrnn use`: your data becomes the pipeline's."""

import math

import click

from textrnn.cli.options import examples, json_option, reading_options, text_column_option

CLASSIFICATION, GENERATION = "classification", "generation"


def refuse_nan(_: click.Context, option: click.Parameter, value: float) -> float:
    """Refuse NaN, which is in every range."""
    if math.isnan(value):
        raise click.BadParameter("NaN is no number", param=option)
    return value


@click.command(
    short_help="Make your text the pipeline's data.",
    epilog=examples(
        "textrnn use data/custom/reviews.csv",
        "textrnn use train.parquet --test test.parquet --text-column body --label-column topic",
        "textrnn use data/custom/mails       # a folder for each class",
        "textrnn use book.txt                # running text, for the generator",
        "textrnn use https://example.org/reviews.jsonl.gz --dry-run",
    ),
)
@click.argument("path")
@click.option("--test", help="The test set, if there is one of its own; without it, one is drawn.")
@click.option("--task", type=click.Choice([CLASSIFICATION, GENERATION]), help="What for, where it is not clear.")
@text_column_option
@click.option("--label-column", help="The column of labels; without it, a guess.")
@click.option("--split-column", help="The column that says train, valid or test; without it, a guess.")
@click.option("--no-split-column", is_flag=True, help="Draw the splits, whatever a column says.")
@click.option(
    "--min-documents",
    default=1,
    type=click.IntRange(1),
    metavar="N",
    help="Leave out classes with fewer than N documents.",
)
@click.option("--rest-label", help="With --min-documents: join such classes under this label.")
@click.option("--fix-text", is_flag=True, help="Repair text that was read in a wrong encoding, such as GrÃ¼ÃŸe.")
@reading_options
@click.option("--skip-unreadable", is_flag=True, help="Leave out files of a folder that cannot be read.")
@click.option(
    "--minutes",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0.1, 10_000),
    callback=refuse_nan,
    help="How long training takes on this machine, about.",
)
@click.option(
    "--max-gigabytes",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0, 1e6, min_open=True),
    callback=refuse_nan,
    help="Refuse a download that is larger.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@json_option
def use(
    path: str,
    test: str | None,
    task: str | None,
    text_column: str | None,
    label_column: str | None,
    split_column: str | None,
    no_split_column: bool,
    min_documents: int,
    rest_label: str | None,
    fix_text: bool,
    quoting: str,
    no_header: bool,
    encoding: str | None,
    errors: str,
    skip_unreadable: bool,
    minutes: float,
    max_gigabytes: float,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Make your text the pipeline's data: read all of it, and write what it needs into params.yaml.

    PATH is a table (.csv, .tsv, .jsonl, .parquet), a text (.txt, .md), a folder of texts, or a folder with a folder
    for each class; .gz, .zst and .zip are read as they are. A URL that begins with https:// is downloaded. What
    lies in a folder `train` beside a folder `test` has a test set of its own.
    """
    from textrnn.cli.plan_output import print_next, print_proposals, print_values
    from textrnn.cli.profile_output import print_profile
    from textrnn.ingest.plan import make_plan
    from textrnn.ingest.request import Request
    from textrnn.ingest.rows import Dialect
    from textrnn.params.section import PARAMS
    from textrnn.temporary import temporary_folder

    labelled = None if task is None else task == CLASSIFICATION
    request = Request(
        path=path,
        test=test,
        text_column=text_column,
        label_column=label_column,
        labelled=labelled,
        max_gigabytes=max_gigabytes,
        encoding=encoding,
        errors=errors,
        skip_unreadable=skip_unreadable,
        dialect=Dialect(quoting=quoting == "standard", header=not no_header),
        split_column=split_column,
        ignore_splits=no_split_column,
        min_documents=min_documents,
        rest_label=rest_label.strip() if rest_label else rest_label,
        fix_text=fix_text,
    )
    with temporary_folder() as folder:
        plan = make_plan(request, PARAMS, {True: CLASSIFICATION, False: GENERATION}, minutes, folder)
    if not dry_run:
        plan.write(PARAMS)
    if as_json:
        print_values(plan, written=not dry_run)
        return
    print_profile(plan)
    print_proposals(plan)
    print_next(plan, written=not dry_run)
