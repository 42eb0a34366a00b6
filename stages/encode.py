"""Encode: text -> ids."""

from collections.abc import Iterable
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Literal

from pydantic import Field
from tokenizers import Tokenizer

from stages.command_line import run
from textrnn.data.arrays import TokenWriter
from textrnn.data.records import SPLITS, Record, count_records, read_records
from textrnn.data.tokenizer import END_ID, UNKNOWN, read_tokenizer
from textrnn.data.tokenizer import encode as ids_of
from textrnn.errors import InputError
from textrnn.files import replacing, write_json
from textrnn.params.section import Section, read_section
from textrnn.report.progress import track


class Params(Section):
    """Section `<task>.encode`."""

    document: Literal["record", "source"] = Field(
        description="what is one document: a record, or all records of a source"
    )
    mark_ends: bool = Field(description="put a token before and behind each document")


def encode(
    records: Iterable[Record], tokenizer: Tokenizer, params: Params, labels: list[str], out: TokenWriter
) -> None:
    """Write the documents, each a record or all records of a source, record by record.

    Raises:
        InputError: a label is not among `labels`; or as for `textrnn.data.tokenizer.encode`.
    """
    numbers: dict[str | None, int] = {label: number for number, label in enumerate(labels)}
    mark = [END_ID] if params.mark_ends else []
    for (_, label), document in groupby(enumerate(records), key=lambda item: document_of(item[0], item[1], params)):
        if labels and label not in numbers:
            raise InputError(
                f"label {label!r} does not occur in the training records; dvc repro makes the splits again"
            )
        out.append(mark)
        for _, record in document:
            out.append(ids_of(tokenizer, record.text), len(record.text))
        out.append(mark)
        out.end_document(numbers.get(label))


def document_of(number: int, record: Record, params: Params) -> tuple[int | str, str | None]:
    """What tells a record's document from its neighbours, and its label."""
    return (number if params.document == "record" else record.source), record.label


def find_labels(splits: Path) -> list[str]:
    """The labels of the training records, sorted; none for running text."""
    records = read_records(splits / "train.jsonl")
    return sorted({record.label for record in records if record.label is not None})


def check_running_text(tokenizer: Tokenizer, params: Params, task: str) -> None:
    """Refuse what would make a text seem cheaper than it is: its score counts every character as it stands."""
    if tokenizer.token_to_id(UNKNOWN) is not None:
        raise InputError(f"{UNKNOWN} hides what a word costs: in params.yaml set {task}.tokenize.unknown to spell")
    if tokenizer.normalizer is not None:
        raise InputError(f"lower case hides what capitals cost: in params.yaml set {task}.tokenize.lowercase to false")
    if not params.mark_ends:
        raise InputError(f"without a mark nothing predicts a first token: set {task}.encode.mark_ends to true")


def main(task: str, *, splits: Path, tokenizer: Path, ids: Path) -> None:
    """Encode all splits with the tokenizer, and number the labels."""
    params = read_section(f"{task}.encode", Params)
    fitted = read_tokenizer(tokenizer)
    labels = find_labels(splits)
    if not labels:
        check_running_text(fitted, params, task)
    with replacing(ids) as folder:
        folder.mkdir()
        write_json(folder / "labels.json", labels)
        for name in SPLITS:
            path = splits / f"{name}.jsonl"
            records = track(read_records(path), f"encode {name}", count_records(path), "records")
            with closing(TokenWriter(folder / name, fitted.get_vocab_size(), bool(labels))) as out:
                encode(records, fitted, params, labels, out)


if __name__ == "__main__":
    run(main)
