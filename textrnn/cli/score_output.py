"""What `textrnn score` prints of a classifier."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from textrnn.cli.class_output import WIDTH
from textrnn.cli.confusion_output import confusion_lines
from textrnn.cli.options import print_notes
from textrnn.cli.own_scores import own_line
from textrnn.cli.profile_output import layout
from textrnn.cli.unknown_labels import unknown_lines
from textrnn.report.tables import MOST_ROWS
from textrnn.report.terminal import one_line, printable

if TYPE_CHECKING:
    from rich.table import Table

    from textrnn.classification.label_pairs import LabelPairs
    from textrnn.cli.score_source import Source
    from textrnn.ingest.left_out import LeftOut

WIDEST = 1000  # Of a table, so that none of it is cut.


def print_scores(values: dict[str, Any], pairs: "LabelPairs", source: "Source", left_out: "LeftOut") -> None:
    """Print the scores, those of each class, and what is taken for what."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True, width=WIDEST)
    blocks: tuple[list[Any], ...] = (
        [printable(f"{values['model']} on {values['file']}, {layout(source.corpus, source.files)}")],
        [*headline(values, left_out), *own(values)],
        [*unknown_lines(pairs)],
        [*class_lines(values["classes"])],
        [*confusion_lines(pairs.confusions, pairs.known, values["classes"])],
    )
    with console.capture() as output:
        for number, block in enumerate(filter(None, blocks)):
            for part in [*([""] if number else []), *block]:
                console.print(part)
    click.echo("\n".join(line.rstrip() for line in output.get().splitlines()))
    if count := values["little_known"]:
        print_notes([f"in {count:,} of {values['documents']:,} documents the model knows fewer than half of the text"])


def headline(values: dict[str, Any], left_out: "LeftOut") -> Iterator[str]:
    """How many documents there are, and the scores with their intervals."""
    yield f"documents  {values['documents']:,}"
    omitted = {
        "without text": (left_out.blank, ""),
        "without a label": (left_out.unlabelled.count, f": {left_out.unlabelled}"),
        "files that cannot be read": (left_out.unreadable.count, f": {left_out.unreadable}"),
    }
    for name, (count, places) in omitted.items():
        if count:
            yield printable(f"left out   {count:,} {name}{places}")
    for name, score in {"accuracy": "accuracy", "macro-F1": "macro_f1"}.items():
        low, high = values["intervals"][score]
        yield (
            f"{name}   {values[score]:7.2%}".replace("%", " %") + f"   95 % interval {100 * low:.2f} – {100 * high:.2f}"
        )


def own(values: dict[str, Any]) -> Iterator[str]:
    """One line with the scores on the test set of the model, where it has them."""

    def written(scores: dict[str, float]) -> str:
        return f"{100 * scores['accuracy']:.2f} % (macro-F1 {100 * scores['macro_f1']:.2f} %)"

    if line := own_line(values["own_test"], written):
        yield f"{line}."


def class_lines(classes: dict[str, dict[str, Any]]) -> "Iterator[Table | str]":
    """The scores of each class in %, the largest first."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("class, in %")
    for name in ("precision", "recall", "F1", "documents"):
        table.add_column(name, justify="right")
    rows = sorted(classes.items(), key=lambda item: (-item[1]["documents"], item[0]))
    for label, scores in rows[:MOST_ROWS]:
        numbers = (f"{100 * scores[name]:.2f}" for name in ("precision", "recall", "f1"))
        table.add_row(one_line(label, WIDTH), *numbers, f"{scores['documents']:,}")
    yield table
    if len(rows) > MOST_ROWS:
        yield f"and {len(rows) - MOST_ROWS:,} more classes, which --json lists"
