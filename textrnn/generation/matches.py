"""How much of a text stands verbatim in another one, from each of its characters on: exact, in bounded memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from textrnn.data.arrays import Integers
from textrnn.data.records import Record
from textrnn.generation.suffixes import suffix_order

CHUNK = 2_000_000  # Characters that are searched at a time.
Codes = NDArray[np.int64]
Part = tuple[str, str]  # The source of a text, and a stretch of it.


@dataclass(frozen=True)
class Matches:
    """For each character of some texts (characters,) the longest stretch from it on that stands somewhere else."""

    lengths: Integers
    sources: Integers  # The number of the source where it stands.


def find_matches(texts: Sequence[str], records: Iterable[Record]) -> tuple[list[Matches], list[str]]:
    """What stands of each text verbatim in the texts of some records, and the names of their sources.

    Records of a source that follow each other are one text. Nothing reaches from one text into another.
    """
    codes = [text_codes(text) for text in texts]
    queries = np.concatenate(codes)
    ends = np.cumsum([len(own) for own in codes])
    left = np.repeat(ends, [len(own) for own in codes]) - np.arange(len(queries))
    depth = int(left.max(initial=0))
    lengths, sources = np.zeros(len(queries), dtype=np.int64), np.zeros(len(queries), dtype=np.int64)
    numbers: dict[str, int] = {}
    for parts in chunks(records, CHUNK, overlap=depth):
        names = np.array([numbers.setdefault(source, len(numbers)) for source, _ in parts])
        found, places = match(queries, [text_codes(part) for _, part in parts], left, depth)
        is_longer = found > lengths
        lengths[is_longer], sources[is_longer] = found[is_longer], names[places[is_longer]]
    split = zip(np.split(lengths, ends[:-1]), np.split(sources, ends[:-1]), strict=True)
    return [Matches(*own) for own in split], list(numbers)


def text_codes(text: str) -> Codes:
    """The characters of a text as numbers from 1 on; 0 stands for what is between texts."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64) + 1


def chunks(records: Iterable[Record], size: int, overlap: int) -> Iterator[list[Part]]:
    """Records in chunks of at least so many characters; a text that is cut is there again with its last ones.

    So whatever is not longer than the overlap lies within a chunk.
    """
    parts: list[Part] = []
    waiting = 0
    for source, own in groupby(records, key=lambda record: record.source):
        text = ""
        for record in own:
            text += record.text
            waiting += len(record.text)
            if waiting >= size:
                yield [*parts, (source, text)]
                parts, text, waiting = [], text[-overlap:] if overlap else "", 0
        parts.append((source, text))
    if parts:
        yield parts


def match(queries: Codes, parts: list[Codes], left: Integers, depth: int) -> tuple[Integers, Integers]:
    """The longest match of each suffix of the queries (characters,), and the number of the part that it is in.

    left: how many characters a suffix may have (characters,)
    In their order, the best match of a suffix is the nearest one of the parts on either side.
    """
    separated = [code for part in parts for code in (part, np.zeros(1, dtype=np.int64))]
    text = np.concatenate([*separated, queries])
    first_query = len(text) - len(queries)
    starts = np.cumsum([0, *(len(part) + 1 for part in parts[:-1])])
    order = suffix_order(text, depth)
    is_query = order >= first_query
    known, own = order[~is_query], order[is_query]
    before = np.cumsum(~is_query)[is_query]  # How many of the parts stand before each: at least a separator.
    sides = (known[before - 1], known[np.minimum(before, len(known) - 1)])
    common = [common_lengths(text, own, others, left[own - first_query]) for others in sides]
    lengths, places = np.empty_like(queries), np.empty_like(queries)
    lengths[own - first_query] = np.maximum(*common)
    places[own - first_query] = np.where(common[0] >= common[1], *sides)
    return lengths, np.searchsorted(starts, places, side="right") - 1


def common_lengths(text: Codes, own: Integers, others: Integers, limits: Integers) -> Integers:
    """How many characters two suffixes of a text have in common, for many pairs, up to a limit of each (pairs,)."""
    lengths = np.zeros(len(own), dtype=np.int64)
    going = np.flatnonzero(limits > 0)
    while len(going):
        at = lengths[going]
        going = going[text[own[going] + at] == text[others[going] + at]]
        lengths[going] += 1
        going = going[lengths[going] < limits[going]]
    return lengths
