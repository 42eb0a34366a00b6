"""Split: running text -> train, valid and test, by whole documents."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import Field

from stages.command_line import run
from textrnn.data.records import SPLITS, count_records, deal_records, read_records
from textrnn.errors import InputError
from textrnn.files import replacing
from textrnn.params.section import Section, read_section
from textrnn.report.progress import track


class Params(Section):
    """Section `<task>.split`."""

    test: str | None = Field(
        description="the documents (a pattern) that are the official test set; empty: they are drawn"
    )
    folds: int = Field(
        ge=3,
        le=1_000_000,
        description="of so many documents the last is test, unless `test` names it; of the rest one is valid",
    )


def split_of_sources(sources: Iterable[str], folds: int, test: str | None = None) -> dict[str, str]:
    """The split of each document: one in `folds` (or what `test` names) is test, one of the rest is valid."""
    documents = list(dict.fromkeys(sources))
    if test is None:
        rest = [document for number, document in enumerate(documents, start=1) if number % folds]
    else:
        rest = [document for document in documents if not fnmatchcase(document, test)]
    split = dict.fromkeys(documents, "test") | dict.fromkeys(rest, "train")
    return split | dict.fromkeys(rest[folds - 2 :: folds], "valid")


def main(task: str, *, raw: Path, splits: Path) -> None:
    """Read all records twice (first their sources), write one file of records for each split."""
    params = read_section(f"{task}.split", Params)
    split = split_of_sources((record.source for record in read_records(raw)), params.folds, params.test)
    for name in SPLITS:
        if name not in split.values():
            raise InputError(
                f"no document of {raw} falls into {name}: there are {len(split)} documents, "
                f"and {task}.split.folds is {params.folds}; lower it in params.yaml (3 is the least), or add documents"
            )
    with replacing(splits) as folder:
        folder.mkdir()
        records = track(read_records(raw), "split", count_records(raw), "records")
        deal_records(records, lambda record: split[record.source], folder)


if __name__ == "__main__":
    run(main)
