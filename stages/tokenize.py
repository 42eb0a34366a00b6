"""Tokenize: training text -> a fitted tokenizer."""

from pathlib import Path

from stages.command_line import run
from textrnn.data.records import count_records, read_records
from textrnn.data.tokenizer_fitting import Tokenization, fit
from textrnn.files import write_text
from textrnn.params.section import read_section
from textrnn.report.progress import track


class Params(Tokenization):
    """Section `<task>.tokenize`."""


def main(task: str, *, splits: Path, tokenizer: Path) -> None:
    """Fit on the training records alone."""
    params = read_section(f"{task}.tokenize", Params)
    path = splits / "train.jsonl"
    records = track(read_records(path), "tokenize", count_records(path), "records")
    write_text(tokenizer, fit((record.text for record in records), params).to_str(pretty=True) + "\n")


if __name__ == "__main__":
    run(main)
