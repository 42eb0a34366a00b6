"""Split: labelled records -> train, valid and test, each class in proportion."""

import hashlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field

from stages.command_line import run
from textrnn.data.classes import refuse_single_class, refuse_single_documents, refuse_untrained_classes
from textrnn.data.records import SPLITS, Record, deal_records, read_records
from textrnn.errors import InputError
from textrnn.files import replacing
from textrnn.params.section import Section, read_section
from textrnn.report.progress import track

Hashes = NDArray[np.uint64]


def is_share_or_pattern(value: Any) -> Any:
    """Refuse what is neither a share nor a pattern, and a share in quotes, which would be a pattern of nothing."""
    if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
        return value
    if type(value) in {int, float} and 0 < value < 1:
        return value
    raise ValueError("should be a share between 0 and 1 (without quotes), or a pattern of sources")


ShareOrPattern = Annotated[float | str, BeforeValidator(is_share_or_pattern)]


class Params(Section):
    """Section `<task>.split`."""

    test: ShareOrPattern = Field(
        description="a share to draw, or the sources (a pattern) that are the official test set"
    )
    valid: ShareOrPattern = Field(
        description="a share of the others to draw, or the sources (a pattern) that are the official validation set"
    )
    seed: int = Field(ge=0, lt=2**32, description="start of the random numbers")


def plan(records: Iterable[Record], params: Params) -> Callable[[Record], str]:
    """Decide for each record which split it falls into, after one look at all of them.

    Equal texts stay together, except where an official split says otherwise. A text's place depends on the seed
    and on the text alone, so the order of the corpus does not matter. Only hashes of texts are kept in memory.
    """
    digests_by_label: dict[str | None, tuple[array[int], array[int]]] = defaultdict(lambda: (array("Q"), array("Q")))
    for record in records:
        if official_split(record, params) is None:
            for number, hashes in zip(digests(record, params), digests_by_label[record.label], strict=True):
                hashes.append(number)
    pairs = [
        (np.array(test, dtype=np.uint64), np.array(valid, dtype=np.uint64)) for test, valid in digests_by_label.values()
    ]
    test = draw((pair[0] for pair in pairs), params.test)
    drawn = np.array(sorted(test), dtype=np.uint64)
    valid = draw((pair[1][~np.isin(pair[0], drawn)] for pair in pairs), params.valid)

    def split_of(record: Record) -> str:
        if official := official_split(record, params):
            return official
        for_test, for_valid = digests(record, params)
        if for_test in test:
            return "test"
        return "valid" if for_valid in valid else "train"

    return split_of


def official_split(record: Record, params: Params) -> str | None:
    """The split that a record's source belongs to; None where it is drawn."""
    patterns = {"test": params.test, "valid": params.valid}
    return next((name for name, source in patterns.items() if matches(record, source)), None)


def matches(record: Record, source: float | str) -> bool:
    """Whether a pattern names the source of a record; a share names none."""
    return isinstance(source, str) and fnmatchcase(record.source, source)


def draw(classes: Iterable[Hashes], share: float | str) -> set[int]:
    """The lowest hashes of each class: a share of its different texts, and never all of them; none for a pattern.

    Where classes are so small that this is none, those of all classes together.
    """
    if isinstance(share, str):
        return set()
    different = [np.unique(hashes) for hashes in classes]
    drawn: set[int] = set()
    for hashes in different:
        drawn.update(hashes[: min(round(share * len(hashes)), len(hashes) - 1)].tolist())
    if not drawn:
        count = max(1, round(share * sum(map(len, different))))
        drawn.update(np.sort(np.concatenate([hashes[:-1] for hashes in different]))[:count].tolist())
    return drawn


def digests(record: Record, params: Params) -> tuple[int, int]:
    """Two numbers of 64 bits drawn for a text, for test and for valid: the same everywhere, others for another seed."""
    drawn = hashlib.sha256(f"{params.seed}\n{record.text}".encode()).digest()
    return int.from_bytes(drawn[:8]), int.from_bytes(drawn[8:16])


def count_labels(raw: Path, task: str) -> Counter[str]:
    """How many records each class has.

    Raises:
        InputError: a record without a label, a single class, or a class that cannot be both learned and tested.
    """
    counts: Counter[str] = Counter()
    for number, record in enumerate(read_records(raw), start=1):
        if not (record.label or "").strip():
            raise InputError(
                f"{raw}, line {number} has a text without a label: "
                f"{task}.fetch.corpus in params.yaml must name a labelled corpus"
            )
        counts[record.label or ""] += 1
    refuse_single_class(counts, str(raw))
    refuse_single_documents(counts, str(raw))
    return counts


def refuse_unknown_classes(splits: Path) -> None:
    """Refuse a class of which nothing can be learned.

    Raises:
        InputError: valid or test has a class that training does not have.
    """
    labels = {name: {str(record.label) for record in read_records(splits / f"{name}.jsonl")} for name in SPLITS}
    untrained = sorted(set.union(*labels.values()) - labels["train"])
    refuse_untrained_classes(untrained, "valid or test alone has", "add documents to training, or remove it")


def main(task: str, *, raw: Path, splits: Path) -> None:
    """Read all records, write one file of records for each split."""
    params = read_section(f"{task}.split", Params)
    total = count_labels(raw, task).total()
    split_of = plan(track(read_records(raw), "split", total, "records"), params)
    with replacing(splits) as folder:
        folder.mkdir()
        dealt = deal_records(track(read_records(raw), "write", total, "records"), split_of, folder)
        for name in SPLITS:
            if not dealt[name]:
                raise InputError(f"no record of {raw} falls into {name}; look at {task}.split in params.yaml")
        refuse_unknown_classes(folder)


if __name__ == "__main__":
    run(main)
