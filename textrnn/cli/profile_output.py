"""What `textrnn use` prints of what it has understood."""

from typing import TYPE_CHECKING

import click

from textrnn.cli.class_output import class_table, contradictions, many_numbers, nulls, rare_classes, untested
from textrnn.cli.reading_output import reading_facts
from textrnn.report.terminal import one_line, printable

if TYPE_CHECKING:
    from textrnn.ingest.custom_corpus import CustomCorpus
    from textrnn.ingest.plan import Plan

LITTLE = 50_000  # Characters of running text.
WIDTH = 90  # Characters of an example.
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "detect": "each file in its own encoding"}


def print_profile(plan: "Plan") -> None:
    """Print what was understood."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    with console.capture() as output:
        console.print(printable(summary(plan)))
        for name, value in facts(plan).items():
            console.print(f"  {name:10}  {printable(value)}")
        if plan.corpus.has_labels:
            console.print(class_table(plan))
        for example in plan.profile.examples:
            label = f"{one_line(example.label, WIDTH)}: " if example.label else ""
            console.print(f"  {label}{one_line(example.text, WIDTH)}", style="dim")
    click.echo(output.get(), nl=False)


def summary(plan: "Plan") -> str:
    """One sentence: what the data is, and how it is read."""
    encoding = ENCODINGS.get(plan.corpus.encoding, plan.corpus.encoding)
    return f"{plan.corpus.path} is {layout(plan.corpus, plan.files)} ({encoding}), for {plan.task}."


def layout(corpus: "CustomCorpus", files: int) -> str:
    """What is text and what is label."""
    if corpus.text_column and corpus.label_column:
        split = f", {corpus.split_column!r} the split" if corpus.split_column else ""
        return f"a table: {corpus.text_column!r} is the text, {corpus.label_column!r} the label{split}"
    if corpus.text_column:
        return f"a table: {corpus.text_column!r} is read as running text (--label-column would name labels)"
    mails = ", of mails, whose subjects and texts are read" if corpus.mail else ""
    if corpus.folder_is_label:
        return f"a folder for each class{mails}"
    return f"running text in {files:,} file{'s' if files > 1 else ''}{mails}"


def facts(plan: "Plan") -> dict[str, str]:
    """Sizes, scripts, duplicates, what is left out."""
    sizes = labelled_sizes(plan) if plan.corpus.has_labels else running_sizes(plan)
    return sizes | given_splits(plan) | left_out(plan) | rare_classes(plan) | reading_facts(plan) | odd_signs(plan)


def labelled_sizes(plan: "Plan") -> dict[str, str]:
    """How many documents there are, and how long they are."""
    profile = plan.profile
    median, most, longest = map(profile.tokens_quantile, (0.5, 0.95, 1.0))
    return (
        {
            "characters": f"{profile.statistics.characters:,}",
            "scripts": scripts(plan),
            "documents": f"{plan.documents:,}",
            "tokens": f"about {median:,} in the median document, at most {most:,} in 95 %, {longest:,} in the longest",
            "duplicates": f"{profile.statistics.repeated:,} of these documents have the text of an earlier one",
        }
        | contradictions(profile)
        | many_numbers(plan)
        | untested(plan)
        | nulls(plan)
    )


def odd_signs(plan: "Plan") -> dict[str, str]:
    """Signs that the text was read or saved wrongly before."""
    from textrnn.ingest.profile import REPLACED

    unit = "documents" if plan.corpus.has_labels else "pieces"
    signs = [
        f"{count:,} {unit} have {name}"
        for name, count in plan.profile.signs.most_common()
        if name != REPLACED or plan.corpus.errors == "strict"
    ]
    remedy = "" if plan.corpus.fix_text or not plan.profile.is_repairable else " (--fix-text repairs it)"
    repaired = sum(part.left_out.repaired for part in plan.parts)
    values = {"repaired": f"{repaired:,} {unit} that were read in a wrong encoding before"} if repaired else {}
    return values | ({"look at": "; ".join(signs) + remedy} if signs else {})


def running_sizes(plan: "Plan") -> dict[str, str]:
    """How much running text there is."""
    characters = plan.profile.statistics.characters
    little = ", which is very little: a novel has some 500,000" if characters < LITTLE else ""
    return {"characters": f"{characters:,}{little}", "scripts": scripts(plan)}


def scripts(plan: "Plan") -> str:
    """The scripts with their shares."""
    shares = plan.profile.statistics.script_shares()
    return ", ".join(f"{name} {share:.0%}" for name, share in shares.items()) or "no letters"


def given_splits(plan: "Plan") -> dict[str, str]:
    """How large the validation and test sets are that were given, and how much of the test set training has as well."""
    valid, statistics = plan.profile.valid_labels.total(), plan.test.statistics
    values = {"validation": f"{valid:,} of these documents"} if valid else {}
    if not statistics.records:
        return values
    size = f"{statistics.documents:,} documents" if statistics.labels else f"{statistics.characters:,} characters"
    pieces = "" if statistics.labels else "pieces "
    seen = f", {plan.test_seen:,} {pieces}of which are learned from as well, word for word" if plan.test_seen else ""
    return values | {"test set": size + seen}


def left_out(plan: "Plan") -> dict[str, str]:
    """Documents without text or label, and files that are not read, of which one is named."""
    values = {"blank": f"{plan.blank:,} without text, left out"} if plan.blank else {}
    places = [places for places in plan.unlabelled if places.count]
    if places:
        values["unlabelled"] = "; ".join(f"{each.count:,} without a label, left out: {each}" for each in places)
    if not plan.unread:
        return values
    first, *others = plan.unread
    more = f", and {len(others):,} more" if others else ""
    return values | {"left out": f"{first}{more}: not by its name a text, or not in train or test"}
