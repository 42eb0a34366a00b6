"""What `textrnn use` prints of what it has understood."""

from collections.abc import Iterable

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from textrnn.ingest.plan import Plan
from textrnn.report.terminal import harmless, one_line

SHOWN = 12  # Classes that are listed.
LITTLE = 50_000  # Characters of running text.
WIDTH = 90  # Characters of an example.


def print_profile(found: Plan) -> None:
    """Print what was understood."""
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    with console.capture() as shown:
        console.print(harmless(understood(found)))
        for name, value in facts(found).items():
            console.print(f"  {name:10}  {harmless(value)}")
        if found.look.survey.labels:
            console.print(classes(found))
        for example in found.look.examples:
            label = f"{one_line(example.label, WIDTH)}: " if example.label else ""
            console.print(f"  {label}{one_line(example.text, WIDTH)}", style="dim")
    click.echo(shown.get(), nl=False)


def understood(found: Plan) -> str:
    """One sentence: what the text is, and how it is read."""
    own = found.own
    if own.text_column and own.label_column:
        how = f"a table: {own.text_column!r} is the text, {own.label_column!r} the label"
    elif own.text_column:
        how = f"a table: {own.text_column!r} is read as running text (--label-column would name labels)"
    elif own.folder_is_label:
        how = "a folder for each class"
    else:
        how = f"running text in {found.files:,} file{'s' if found.files > 1 else ''}"
    return f"{own.path} is {how} ({'UTF-8' if own.encoding.startswith('utf-8') else own.encoding}), for {found.task}."


def facts(found: Plan) -> dict[str, str]:
    """Sizes, scripts, repetitions."""
    survey = found.look.survey
    scripts = ", ".join(f"{name} {share:.0%}" for name, share in survey.script_shares().items()) or "no letters"
    values = {"characters": f"{survey.characters:,}", "scripts": scripts}
    if not survey.labels:
        little = ", which is very little: a novel has some 500,000" if survey.characters < LITTLE else ""
        return values | {"characters": values["characters"] + little} | test_set(found) | left_out(found)
    lengths = found.look.tokens()
    middle, most = (int(np.quantile(lengths, share, method="inverted_cdf")) for share in (0.5, 0.95))
    values["documents"] = f"{survey.documents:,}"
    values["tokens"] = (
        f"about {middle:,} in the median document, at most {most:,} in 95 %, {int(lengths.max()):,} in the longest"
    )
    values["duplicates"] = f"{survey.repeated:,} of these documents have the text of an earlier one"
    return values | test_set(found) | left_out(found)


def test_set(found: Plan) -> dict[str, str]:
    """How large the test set is that was given, and how much of it is no test, as it is learned from as well."""
    if not found.test:
        return {}
    survey = found.test.survey
    size = f"{survey.documents:,} documents" if survey.labels else f"{survey.characters:,} characters"
    pieces = "" if survey.labels else "pieces "
    seen = f", {found.test_seen:,} {pieces}of which are learned from as well, word for word" if found.test_seen else ""
    return {"test set": size + seen}


def left_out(found: Plan) -> dict[str, str]:
    """Documents without text, and files that are not read, of which one is named."""
    values = {"blank": f"{found.blank:,} without text, left out"} if found.blank else {}
    if not found.left_out:
        return values
    first, *others = found.left_out
    more = f", and {len(others):,} more" if others else ""
    return values | {"left out": f"{first}{more}: not by its name a text, or not in train or test"}


def classes(found: Plan) -> Table:
    """The largest classes with their sizes."""
    counts = largest_first(found.look.survey.labels.items())
    table = Table(box=None, pad_edge=False)
    table.add_column("class")
    table.add_column("documents", justify="right")
    table.add_column("", justify="right")
    for label, count in counts[:SHOWN]:
        table.add_row(one_line(label, 40), f"{count:,}", f"{count / found.look.survey.documents:.1%}")
    if len(counts) > SHOWN:
        rest = counts[SHOWN:]
        table.add_row(f"{len(rest):,} more", f"{sum(count for _, count in rest):,}", f"smallest {rest[-1][1]:,}")
    return table


def largest_first(names: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Names with their counts, equal ones in alphabetical order."""
    return sorted(names, key=lambda item: (-item[1], item[0]))
