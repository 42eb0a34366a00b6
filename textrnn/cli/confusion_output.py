"""What was taken for what, as `textrnn score` prints it: a matrix, of many classes the largest confusions."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from textrnn.cli.class_output import WIDTH, largest_first
from textrnn.report.terminal import one_line

if TYPE_CHECKING:
    from rich.table import Table

MOST = 12  # Classes of a matrix; of more, so many confusions are listed.
ROW = 100  # Characters of all labels above a matrix: where they are longer, numbers stand for them.
Confusions = Counter[tuple[str, str]]


def confusion_lines(
    confusions: Confusions, known: Collection[str], classes: dict[str, dict[str, Any]]
) -> Iterator["Table | str"]:
    """The confusions, the largest class first."""
    sizes = {label: scores["documents"] for label, scores in classes.items()}
    labels = [label for label, _ in largest_first(sizes.items())]
    wrong = Counter({pair: count for pair, count in confusions.items() if pair[0] != pair[1]})
    if len(labels) <= MOST:
        yield "each row a class, each column what its documents are taken for"
        yield matrix(confusions, [label for label in labels if sizes[label]], [one for one in labels if one in known])
    elif wrong:
        yield from list_of(wrong, sizes)


def matrix(confusions: Confusions, rows: list[str], columns: list[str]) -> "Table":
    """A row for each class, a column for each that a document can be taken for."""
    from rich.table import Table

    names = [one_line(label, WIDTH) for label in columns]
    numbered = sum(len(name) + 2 for name in names) > ROW
    places = {label: number for number, label in enumerate(columns, start=1)}
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for number, name in enumerate(names, start=1):
        table.add_column(str(number) if numbered else name, justify="right")
    for row in rows:
        mark = f"{places[row]:2} " if numbered and row in places else "   " if numbered else ""
        counts = (confusions[row, column] for column in columns)
        table.add_row(f"{mark}{one_line(row, WIDTH)}", *(f"{count:,}" if count else "·" for count in counts))
    return table


def list_of(wrong: Confusions, sizes: dict[str, int]) -> Iterator["Table | str"]:
    """The largest confusions, each with its share of the class."""
    from rich.table import Table

    ranked = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    table = Table(box=None, pad_edge=False)
    for name in ("class", "taken for"):
        table.add_column(name)
    for name in ("documents", "of the class"):
        table.add_column(name, justify="right")
    for (actual, predicted), count in ranked[:MOST]:
        share = f"{count / sizes[actual]:.1%}".replace("%", " %")
        table.add_row(one_line(actual, WIDTH), one_line(predicted, WIDTH), f"{count:,}", share)
    yield "the largest confusions"
    yield table
    if len(ranked) > MOST:
        rest = sum(count for _, count in ranked[MOST:])
        yield f"and {len(ranked) - MOST:,} more, of {rest:,} documents, which --json lists"
