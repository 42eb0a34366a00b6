"""`textrnn classify`: labels for texts."""

import sys
from collections.abc import Iterator
from itertools import tee
from os.path import exists  # That of pathlib fails where a text is too long for a name.
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from textrnn.cli.dashes import TEXT, TextCommand
from textrnn.cli.models import CLASSIFIER, load_classifier
from textrnn.cli.options import (
    encoding_option,
    errors_option,
    examples,
    header_option,
    json_option,
    model_option,
    output_path,
    print_json,
    print_notes,
    quoting_option,
)
from textrnn.cli.prediction_output import added_columns, added_values, likeliest_columns, print_prediction
from textrnn.errors import InputError
from textrnn.report.doubts import Doubts

if TYPE_CHECKING:
    from textrnn.classifier import Classifier, Prediction
    from textrnn.cli.inputs import Inputs
    from textrnn.cli.outputs import OpenWriter
    from textrnn.ingest.rows import Row


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
@click.option("--text-column", help="The column of text; without it, a guess.")
@quoting_option
@header_option
@encoding_option
@errors_option
@click.option("--skip-unreadable", is_flag=True, help="Exit with 0 where files of a folder cannot be read, not with 1.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["txt", "csv", "tsv", "jsonl"]),
    default="txt",
    show_default=True,
    help="What standard input holds.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    help="Name so many of the likeliest labels, instead of a probability for each label; of more than 100 labels, 5.",
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
    from textrnn.ingest.rows import Dialect

    refuse_odd_words(texts, source, text_column, kind)
    refuse_safe_csv(target, safe_csv, as_json)
    warn_of_files(texts)
    dialect = Dialect(quoting=quoting == "standard", header=not no_header)
    inputs = (
        Inputs.of_texts(texts)
        if source is None
        else Inputs.of_source(source, kind, text_column, encoding, errors, dialect)
    )
    if target is None:
        classifier = load_classifier(model)
        shown = likeliest_columns(len(classifier.labels), top) if as_json else top
        doubts = Doubts()
        for row, prediction in predict_rows(classifier, inputs):
            print_prediction(inputs.text_of(row), prediction, as_json, inputs.file_of(row), shown)
            doubts.add(inputs.text_of(row), prediction)
        print_notes(doubts.notes())
        end_with_unreadable(inputs.unreadable, skip=skip_unreadable)
        return
    path = STDOUT if target == "-" else output_path(target)
    refuse_overwriting(inputs.path, path)
    shows_bar = path != STDOUT or not sys.stdout.isatty()
    count = write_labels(writer_of(path, safe_csv, as_json), inputs, model, top, shows_bar)
    if path == STDOUT:
        end_with_unreadable(inputs.unreadable, skip=skip_unreadable)
        return
    if as_json:
        print_json({"output": target, "texts": count})
    else:
        click.echo(f"{target} has {count:,} text{'' if count == 1 else 's'} with labels")
    end_with_unreadable(inputs.unreadable, skip=skip_unreadable)


def refuse_odd_words(texts: tuple[str, ...], source: str | None, text_column: str | None, kind: str) -> None:
    """Refuse arguments and options that do not go together.

    Raises:
        click.UsageError: there are none.
    """
    if bool(texts) == (source is not None):
        raise click.UsageError("name texts, or a file of them with --input")
    if texts and (text_column or kind != "txt"):
        raise click.UsageError("texts on the command line have no columns and no format")
    if source != "-" and kind != "txt":
        raise click.UsageError("--format is what standard input holds (--input -); of a file its name says it")


def refuse_safe_csv(target: str | None, safe_csv: bool, as_json: bool) -> None:
    """Refuse to escape what has no formulas.

    Raises:
        click.UsageError: the output is neither CSV nor TSV.
    """
    is_delimited = not as_json if target == "-" else (target or "").lower().endswith((".csv", ".tsv"))
    if safe_csv and not is_delimited:
        raise click.UsageError("--safe-csv is for an --output that ends in .csv or .tsv, or is CSV on standard output")


def warn_of_files(texts: tuple[str, ...]) -> None:
    """Say on standard error which texts may have been meant as files."""
    from textrnn.ingest.compression import COMPRESSED
    from textrnn.ingest.tables import READERS
    from textrnn.ingest.texts import TEXTS

    endings = tuple(filter(None, {*READERS, *TEXTS, *COMPRESSED}))
    for text in texts:
        if exists(text):  # noqa: PTH110
            note = f"{text!r} is taken as a text; --input {quote(text)} would read what is there"
        elif text.endswith(endings) and " " not in text:
            note = f"{text!r} is taken as a text: there is no such file, and --input would read one"
        else:
            continue
        print_notes([note])


def refuse_overwriting(source: Path | None, target: Path) -> None:
    """Refuse to write over the input, under whatever name.

    Raises:
        InputError: both are one file.
    """
    if source is not None and source.exists() and target.exists() and source.samefile(target):
        raise InputError(f"--output {target} is the input itself, which would be lost: name another file")


def write_labels(open_writer: "OpenWriter", inputs: "Inputs", model: str, top: int | None, shows_bar: bool) -> int:
    """Write all rows with their labels, and return how many there are."""
    from textrnn.cli.text_columns import refuse_columns

    refuse_changes = inputs.watch()
    total = inputs.count()
    classifier = load_classifier(model)
    top = likeliest_columns(len(classifier.labels), top)
    added = added_columns(classifier.labels, classifier.vocabulary.unit, top)
    refuse_columns(set(inputs.columns), added)
    doubts = Doubts()
    with open_writer([*inputs.columns, *added]) as write:
        for row, prediction in inputs.tracked(predict_rows(classifier, inputs), total if shows_bar else None):
            refuse_columns(row.values.keys(), added)  # A later row of JSON may have more than the first.
            write(row.values | added_values(prediction, top))
            doubts.add(inputs.text_of(row), prediction)
        refuse_changes()
    print_notes(doubts.notes())
    return doubts.count


def predict_rows(classifier: "Classifier", inputs: "Inputs") -> Iterator[tuple["Row", "Prediction"]]:
    """Each row with the prediction for its text, in the order of the input."""
    from textrnn.cli.reading_notes import noting_replaced

    rows, again = tee(inputs.rows())  # As far apart as the texts that are read together.
    predictions = zip(rows, classifier.predict_each(inputs.text_of(row) for row in again), strict=True)
    return noting_replaced(predictions, inputs)
