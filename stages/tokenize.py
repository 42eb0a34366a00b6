"""Tokenize: training text -> a fitted tokenizer."""

from pathlib import Path

from textrnn.command import run
from textrnn.files import write_text
from textrnn.params import read_section
from textrnn.progress import track
from textrnn.records import count_records, read_records
from textrnn.tokenizer_fitting import Tokenization, fit


class Params(Tokenization):
    """Section `<task>.tokenize`."""


def main(task: str, splits: Path, tokenizer: Path) -> None:
    """Fit on the training records alone."""
    params = read_section(f"{task}.tokenize", Params)
    path = splits / "train.jsonl"
    records = track(read_records(path), "tokenize", count_records(path), "records")
    write_text(tokenizer, fit((record.text for record in records), params).to_str(pretty=True) + "\n")


if __name__ == "__main__":
    run(main)
