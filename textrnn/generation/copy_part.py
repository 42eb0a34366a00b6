"""Whether the generator copies, as the report shows it: marked samples, and figures beside those of real texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from textrnn.errors import reading
from textrnn.files import read_json
from textrnn.report.tables import Table, in_percent, make_table
from textrnn.report.terminal import one_line

MOST_SAMPLES = 12
LONGEST_SAMPLE = 4000  # Characters.
LONGEST_PROMPT = 60  # Characters.
FIGURES = {
    "longest": "longest stretch that stands in training, characters",
    "median_longest": "of the median text",
    "copied_share": "share of the text in stretches of {shortest} characters and more",
    "distinct_1": "distinct tokens",
    "distinct_2": "distinct pairs of tokens",
    "distinct_3": "distinct triples of tokens",
    "repetition": "four tokens in a row that the text has had before",
}
COUNTED = ("longest", "median_longest")


class Span(NamedTuple):
    """A part of a sample, with the document of training in which it stands verbatim, if it is a copy."""

    text: str
    source: str | None


@dataclass(frozen=True)
class Sample:
    """A text that the generator has written."""

    title: str
    spans: tuple[Span, ...]  # none where texts are not shown
    copied: str  # how much of it is, in words


@dataclass(frozen=True)
class CopyPart:
    """The part of the page about copying."""

    shortest: int  # characters of a stretch that counts as copied
    table: Table
    samples: tuple[Sample, ...]
    more: int


def copy_part(copies: Path, details: Path, *, show_texts: bool) -> CopyPart:
    """That part, of the samples with their stretches, and of the figures.

    A sample may be a copy, so its text is not shown where texts of the data are not.

    Raises:
        InputError: a file is damaged.
    """
    marked, numbers = read_json(copies), read_json(details)
    with reading(details):
        shortest, table = int(numbers["shortest"]), figures_table(numbers)
    with reading(copies):
        samples = tuple(sample(each, show_texts=show_texts) for each in marked["samples"][:MOST_SAMPLES])
        more = max(len(marked["samples"]) - MOST_SAMPLES, 0)
    return CopyPart(shortest, table, samples, more)


def figures_table(numbers: dict[str, Any]) -> Table:
    """The figures of all samples together, and of real texts as long as they are."""
    rows = [
        (name.format(shortest=numbers["shortest"]), *(written(key, numbers[of][key]) for of in ("samples", "test")))
        for key, name in FIGURES.items()
    ]
    return make_table(
        "Copying and repetition",
        ("", f"{numbers['samples']['texts']:,} samples", f"{numbers['test']['texts']:,} pieces of the test texts"),
        rows,
    )


def written(key: str, value: float) -> str:
    """A count of characters, or a share."""
    return f"{value:,g}" if key in COUNTED else in_percent(value)


def sample(found: dict[str, Any], *, show_texts: bool) -> Sample:
    """A sample with what it was prompted with."""
    prompt = f"prompt {one_line(repr(found['prompt']), LONGEST_PROMPT)}" if found["prompt"] else "no prompt"
    copied = f"{in_percent(found['copied_share'])} copied"
    if longest := found["longest"]:
        copied += f"; its longest stretch has {longest['end'] - longest['start']:,} characters, of {longest['source']}"
    title = f"Sample {found['sample']}, {prompt}"
    return Sample(title, tuple(spans(found["text"], found["copied"])) if show_texts else (), copied)


def spans(text: str, copied: list[dict[str, Any]]) -> Iterator[Span]:
    """The parts of a text, in order: copied ones, and those between them. A long text is cut."""
    shown = text[:LONGEST_SAMPLE]
    reached = 0
    for stretch in (each for each in copied if each["start"] < len(shown)):
        yield Span(shown[reached : stretch["start"]], None)
        yield Span(shown[stretch["start"] : stretch["end"]], stretch["source"])
        reached = stretch["end"]
    yield Span(shown[reached:] + ("…" if len(text) > len(shown) else ""), None)
