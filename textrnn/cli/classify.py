"""`textrnn classify`: labels for texts."""

import sys

import click

from textrnn.cli.classify_checks import refuse_odd_words, refuse_overwriting, refuse_safe_csv, warn_of_files
from textrnn.cli.dashes import TEXT, TextCommand
from textrnn.cli.labelling import predict_rows, write_labels
from textrnn.cli.models import CLASSIFIER, load_classifier
from textrnn.cli.options import (
    examples,
    format_option,
    json_option,
    model_option,
    output_path,
    print_json,
    print_notes,
    reading_options,
    text_column_option,
)
from textrnn.cli.prediction_output import likeliest_columns, print_prediction
from textrnn.report.doubts import Doubts


@click.command(
    cls=TextCommand,
    short_help="Say what texts are, and how likely.",
    epilog=examples(
        'textrnn classify "opec agrees to cut oil output" "wheat prices rise"',
        "textrnn classify --input reviews.csv --output labelled.csv",
        "textrnn classify --input mails/ --output mails.jsonl --model model.zip",
        "cat texts.txt | textrnn classify --input - --json",
        "cat reviews.csv | textrnn classify --input - --format csv --output -",
    ),
)
@click.argument("texts", nargs=-1, type=TEXT)
@click.option(
    "--input",
    "source",
    help="Texts to classify: .csv, .tsv, .jsonl or .parquet with a column of text, .txt with a text on each line, "
    "a folder of files, each a text; - is standard input.",
)
@click.option(
    "--output",
    "target",
    help="Where to write them with their labels: .csv, .tsv, .jsonl or .parquet; - is standard output, as CSV or, with "
    "--json, as JSON Lines.",
)
@text_column_option
@reading_options
@click.option("--skip-unreadable", is_flag=True, help="Exit with 0 where files of a folder cannot be read, not with 1.")
@format_option
@click.option(
    "--top",
    type=click.IntRange(min=1),
    help="Name so many of the likeliest labels, instead of a probability for each label; of more than 100 labels, 5.",
)
@click.option(
    "--abstain",
    is_flag=True,
    help="Give no label (but -, in tables nothing, in JSON null) where the model is less sure than its threshold.",
)
@click.option("--safe-csv", is_flag=True, help="Write a ' before cells that a spreadsheet would take for formulas.")
@model_option(CLASSIFIER)
@json_option
def classify(
    texts: tuple[str, ...],
    source: str | None,
    target: str | None,
    text_column: str | None,
    quoting: str,
    no_header: bool,
    encoding: str | None,
    errors: str,
    skip_unreadable: bool,
    kind: str,
    top: int | None,
    abstain: bool,
    safe_csv: bool,
    model: str,
    as_json: bool,
) -> None:
    """Say what texts are, and how likely: those on the command line, or those of a file, in its order.

    Any text gets a label. known_words, in --json and --output, is the share of its words that the model knows;
    known_characters the share of its characters, where tokens are byte pairs, which spell any word.

    Of a folder, files that cannot be read are named on standard error, the others are classified, and the exit status
    is 1.
    """
    from textrnn.cli.inputs import Inputs
    from textrnn.cli.outputs import STDOUT, writer_of
    from textrnn.cli.reading_notes import end_with_unreadable
    from textrnn.ingest.rows import STANDARD, Dialect

    dialect = Dialect(quoting=quoting == "standard", header=not no_header)
    reads_files = bool(encoding or errors != "strict" or skip_unreadable or dialect != STANDARD)
    refuse_odd_words(texts, source, text_column, kind, reads_files)
    refuse_safe_csv(target, safe_csv, as_json)
    warn_of_files(texts)
    inputs = (
        Inputs.of_texts(texts)
        if source is None
        else Inputs.of_source(source, kind, text_column, encoding, errors, dialect)
    )
    if target is None:
        classifier = load_classifier(model, abstain)
        shown = likeliest_columns(len(classifier.labels), top) if as_json else top
        doubts = Doubts()
        for row, prediction in predict_rows(classifier, inputs):
            print_prediction(inputs.text_of(row), prediction, as_json, inputs.file_of(row), shown)
            doubts.add(inputs.text_of(row), prediction)
        print_notes(doubts.notes())
        inputs.refuse_nothing_read(doubts.count)
        end_with_unreadable(inputs.unreadable, skip=skip_unreadable)
        return
    path = STDOUT if target == "-" else output_path(target)
    refuse_overwriting(inputs.path, path)
    shows_bar = path != STDOUT or not sys.stdout.isatty()
    count = write_labels(writer_of(path, safe_csv, as_json), inputs, model, abstain, top, shows_bar)
    if path == STDOUT:
        end_with_unreadable(inputs.unreadable, skip=skip_unreadable)
        return
    if as_json:
        print_json({"output": target, "texts": count})
    else:
        click.echo(f"{target} has {count:,} text{'' if count == 1 else 's'} with labels")
    end_with_unreadable(inputs.unreadable, skip=skip_unreadable)
