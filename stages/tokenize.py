"""Tokenize: training text -> a fitted tokenizer."""

from pathlib import Path

from textrnn.command import run
from textrnn.files import write_text
from textrnn.params import read_section
from textrnn.records import read_records
from textrnn.tokenization import Tokenization, fit


class Params(Tokenization):
    """Section `<task>.tokenize`."""


def main(task: str, splits: Path, tokenizer: Path) -> None:
    """Fit on the training records alone."""
    params = read_section(f"{task}.tokenize", Params)
    texts = (record.text for record in read_records(splits / "train.jsonl"))
    write_text(tokenizer, fit(texts, params).to_str(pretty=True) + "\n")


if __name__ == "__main__":
    run(main)
