"""Encode: text -> ids."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Literal

from tokenizers import Tokenizer

from textrnn.command import run
from textrnn.errors import InputError
from textrnn.files import replacing, write_json
from textrnn.params import Section, read_section
from textrnn.records import SPLITS, Record, read_records
from textrnn.token_arrays import TokenWriter
from textrnn.tokenization import END_ID, UNKNOWN


class Params(Section):
    """Section `<task>.encode`."""

    document: Literal["record", "source"]
    mark_ends: bool


Document = tuple[list[int], int, str | None]


def encode(records: Iterable[Record], tokenizer: Tokenizer, params: Params) -> Iterator[Document]:
    """The ids, the number of characters and the label of each document: a record, or all records of a source."""
    if params.document == "record":
        groups: Iterable[list[Record]] = ([record] for record in records)
    else:
        groups = (list(group) for _, group in groupby(records, key=lambda record: record.source))
    mark = [END_ID] if params.mark_ends else []
    for group in groups:
        texts = [record.text for record in group]
        pieces = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        ids = [number for piece in pieces for number in piece.ids]
        yield mark + ids + mark, sum(map(len, texts)), group[0].label


def find_labels(splits: Path) -> list[str]:
    """The labels of the training records, sorted; none for running text."""
    records = read_records(splits / "train.jsonl")
    return sorted({record.label for record in records if record.label is not None})


def write_split(path: Path, folder: Path, tokenizer: Tokenizer, labels: list[str], params: Params) -> None:
    """Encode the records of one split."""
    numbers: dict[str | None, int] = {label: number for number, label in enumerate(labels)}
    with closing(TokenWriter(folder, tokenizer.get_vocab_size(), bool(labels))) as writer:
        for ids, characters, label in encode(read_records(path), tokenizer, params):
            if labels and label not in numbers:
                raise InputError(f"{path}: label {label!r} does not occur in the training records")
            writer.append(ids, characters, numbers.get(label))


def check_running_text(tokenizer: Tokenizer, params: Params, task: str) -> None:
    """Refuse what would make a text seem cheaper than it is: its score counts every character as it stands."""
    if tokenizer.token_to_id(UNKNOWN) is not None:
        raise InputError(f"{UNKNOWN} hides what a word costs: in params.yaml set {task}.tokenize.unknown to spell")
    if tokenizer.normalizer is not None:
        raise InputError(f"lower case hides what capitals cost: in params.yaml set {task}.tokenize.lowercase to false")
    if not params.mark_ends:
        raise InputError(f"without a mark nothing predicts a first token: set {task}.encode.mark_ends to true")


def main(task: str, splits: Path, tokenizer: Path, ids: Path) -> None:
    """Encode all splits with the tokenizer, and number the labels."""
    params = read_section(f"{task}.encode", Params)
    fitted = Tokenizer.from_file(str(tokenizer))
    labels = find_labels(splits)
    if not labels:
        check_running_text(fitted, params, task)
    with replacing(ids) as folder:
        folder.mkdir()
        write_json(folder / "labels.json", labels)
        for name in SPLITS:
            write_split(splits / f"{name}.jsonl", folder / name, fitted, labels, params)


if __name__ == "__main__":
    run(main)
