"""`textrnn score`: how well a model does on texts of your own."""

import click

from textrnn.cli.models import CLASSIFIER, GENERATOR
from textrnn.cli.options import examples, format_option, json_option, reading_options, text_column_option

TASKS = {"classification": True, "generation": False}  # Whether their texts have labels.


@click.command(
    short_help="Score a model on texts of your own.",
    epilog=examples(
        "textrnn score reviews.csv",
        "textrnn score new.parquet --text-column body --label-column topic --model model.zip",
        "textrnn score mails/                # a folder for each class",
        "textrnn score book.txt              # running text, for the generator",
        "cat reviews.csv | textrnn score - --format csv --json",
    ),
)
@click.argument("file")
@click.option("--task", type=click.Choice(list(TASKS)), help="Which of the pipeline's models, where it is not clear.")
@text_column_option
@click.option("--label-column", help="The column of labels; without it, a guess.")
@reading_options
@click.option("--skip-unreadable", is_flag=True, help="Leave out files of a folder that cannot be read.")
@format_option
@click.option(
    "--model",
    type=click.Path(),
    help="Its folder, or a file that `textrnn pack` made; without it, the pipeline's: for texts with labels "
    f"{CLASSIFIER}, for running text {GENERATOR}.",
)
@json_option
def score(
    file: str,
    task: str | None,
    text_column: str | None,
    label_column: str | None,
    quoting: str,
    no_header: bool,
    encoding: str | None,
    errors: str,
    skip_unreadable: bool,
    kind: str,
    model: str | None,
    as_json: bool,
) -> None:
    """Score a model on texts of your own: a classifier on texts with labels, a generator on running text.

    FILE is what `textrnn use` reads: a table (.csv, .tsv, .jsonl, .parquet) with a column of text and one of labels,
    a folder with a folder for each class, a text (.txt, .md) or a folder of texts; .gz, .zst and .zip are read as they
    are; - is standard input. A label that the model does not know counts as wrong. Of running text each file is read
    from its start to its end, with the weights as they are.
    """
    from textrnn.cli.score_classifier import score_classifier
    from textrnn.cli.score_generator import score_generator
    from textrnn.cli.score_source import LARGEST, how_to_read, kept_input
    from textrnn.ingest.location import refusing_changes
    from textrnn.ingest.request import Request
    from textrnn.ingest.rows import Dialect
    from textrnn.temporary import temporary_folder

    if file != "-" and kind != "txt":
        raise click.UsageError("--format is what standard input holds (FILE is -); of a file its name says it")
    request = Request(
        path=file,
        test=None,
        text_column=text_column,
        label_column=label_column,
        labelled=None if task is None else TASKS[task],
        max_gigabytes=LARGEST,
        encoding=encoding,
        errors=errors,
        skip_unreadable=skip_unreadable,
        dialect=Dialect(quoting=quoting == "standard", header=not no_header),
        ignore_splits=True,
    )
    with temporary_folder() as folder, kept_input(file, kind, folder) as path, refusing_changes(path):
        source = how_to_read(request, path, model)
        if source.corpus.has_labels:
            score_classifier(source, model or CLASSIFIER, as_json)
        else:
            score_generator(source, model or GENERATOR, folder, as_json)
