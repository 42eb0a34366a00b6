"""Split: labelled records -> train, valid and test, each class in proportion."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import Field

from textrnn.command import run
from textrnn.errors import InputError
from textrnn.files import replacing, write_json
from textrnn.params import Section, read_section
from textrnn.records import SPLITS, Record, read_records, write_records


class Params(Section):
    """Section `<task>.split`."""

    test: Annotated[float, Field(gt=0, lt=1)] | str = Field(
        description="a share to draw, or the sources (a pattern) that are the official test set"
    )
    valid: float = Field(gt=0, lt=1, description="share of what is not test")
    seed: int = Field(ge=0)


def split(records: Iterable[Record], params: Params) -> dict[str, list[Record]]:
    """Deal out records; equal texts stay together, except where an official test set says otherwise.

    A text's place depends on the seed and on the text alone, so the order of the corpus does not matter.
    """
    rest: list[Record] = []
    test: list[Record] = []
    if isinstance(params.test, str):
        for record in records:
            (test if fnmatchcase(record.source, params.test) else rest).append(record)
    else:
        rest, test = draw(list(records), params.test, f"test {params.seed}")
    train, valid = draw(rest, params.valid, f"valid {params.seed}")
    return {"train": train, "valid": valid, "test": test}


def draw(records: list[Record], share: float, seed: str) -> tuple[list[Record], list[Record]]:
    """Part records into (rest, drawn), where `drawn` is a share of the different texts of each class."""
    texts_of_class: dict[str | None, list[str]] = defaultdict(list)
    for text, label in {record.text: record.label for record in records}.items():
        texts_of_class[label].append(text)
    drawn = {
        text
        for texts in texts_of_class.values()
        for text in sorted(texts, key=lambda text: digest(seed, text))[: round(share * len(texts))]
    }
    return (
        [record for record in records if record.text not in drawn],
        [record for record in records if record.text in drawn],
    )


def digest(seed: str, text: str) -> bytes:
    """A number drawn for a text: the same on every machine, another for another seed."""
    return hashlib.sha256(f"{seed}\n{text}".encode()).digest()


def count(parts: dict[str, list[Record]]) -> dict[str, object]:
    """Documents of each split, classes, and the test texts that stand word for word in train or valid as well."""
    known = {record.text for record in parts["train"] + parts["valid"]}
    return {name: {"documents": len(parts[name])} for name in SPLITS} | {
        "classes": len({record.label for part in parts.values() for record in part}),
        "test_texts_seen_in_training": sum(record.text in known for record in parts["test"]),
    }


def main(task: str, raw: Path, splits: Path) -> None:
    """Read all records, write one file of records for each split."""
    params = read_section(f"{task}.split", Params)
    records = list(read_records(raw))
    if any(record.label is None for record in records):
        raise InputError(
            f"{raw} has texts without a label: {task}.fetch.corpus in params.yaml must name a labelled corpus"
        )
    parts = split(records, params)
    for name in SPLITS:
        if not parts[name]:
            raise InputError(f"no record of {raw} falls into {name}; look at {task}.split in params.yaml")
    with replacing(splits) as folder:
        folder.mkdir()
        for name in SPLITS:
            write_records(folder / f"{name}.jsonl", parts[name])
        write_json(folder / "counts.json", count(parts))


if __name__ == "__main__":
    run(main)
