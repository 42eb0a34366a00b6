"""Records: one text with its label and where it came from, kept as JSON Lines."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from textrnn.errors import InputError

SPLITS = ("train", "valid", "test")


@dataclass(frozen=True, slots=True)
class Record:
    """A text; its label, if the corpus has labels; the file or work it came from."""

    text: str
    label: str | None
    source: str


def read_records(path: Path) -> Iterator[Record]:
    """Read records one by one, in the order of the file.

    Raises:
        InputError: a line that is no record.
    """
    with path.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, start=1):
            yield parse(line, f"{path}, line {number}")


def parse(line: str, where: str) -> Record:
    """One record from its line."""
    try:
        record = Record(**json.loads(line))
    except (TypeError, ValueError) as error:
        rule = 'a record is one line {"text": …, "label": …, "source": …}'
        raise InputError(f"{where}: {rule}: {error}") from error
    return record


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write records one a line. The caller names a path that is moved into place when all is well."""
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for record in records:
            lines.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")
