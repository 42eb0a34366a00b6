"""Records: one text with its label and where it came from, kept as JSON Lines."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from textrnn.errors import InputError

SPLITS = ("train", "valid", "test")


@dataclass(frozen=True, slots=True)
class Record:
    """A text; its label, if the corpus has labels; the file or work it came from."""

    __pydantic_config__: ClassVar = ConfigDict(strict=True, extra="forbid")

    text: str
    label: str | None
    source: str


RECORD = TypeAdapter(Record)


def read_records(path: Path) -> Iterator[Record]:
    """Read records one by one, in the order of the file.

    Raises:
        InputError: a line that is no record, or no line at all.
    """
    number = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield RECORD.validate_json(line)
            except ValidationError as error:
                raise InputError(f"{path}, line {number} {explain(error)}") from error
    if not number:
        raise InputError(f"{path} is empty; dvc repro makes the file again")


def explain(error: ValidationError) -> str:
    """Why a line is no record, and what to do."""
    first = error.errors(include_url=False, include_input=False)[0]
    what = "".join(f"{name}: " for name in first["loc"]) + first["msg"].replace(" at line 1 column ", " at column ")
    return f'is no record {{"text": "…", "label": "…" or null, "source": "…"}} ({what}); dvc repro makes the file again'


def count_records(path: Path) -> int:
    """How many records a file holds: its lines."""
    with path.open("rb") as lines:
        return sum(1 for _ in lines)


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write records one a line. The caller names a path that is moved into place when all is well."""
    with path.open("wb") as lines:
        for record in records:
            lines.write(RECORD.dump_json(record) + b"\n")


def identity(text: str) -> int:
    """64 bits that tell a text from others."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def deal_records(records: Iterable[Record], split_of: Callable[[Record], str], folder: Path) -> Counter[str]:
    """Write each record to the file of its split, all in one pass; how many each split got."""
    dealt: Counter[str] = Counter()
    with ExitStack() as stack:
        files = {name: stack.enter_context((folder / f"{name}.jsonl").open("wb")) for name in SPLITS}
        for record in records:
            name = split_of(record)
            files[name].write(RECORD.dump_json(record) + b"\n")
            dealt[name] += 1
    return dealt
