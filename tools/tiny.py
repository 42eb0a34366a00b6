"""A corpus so small that the whole pipeline takes seconds, for tests and proofs."""

import shutil
from pathlib import Path

from textrnn.data.records import Record, write_records
from textrnn.params.editing import set_params
from textrnn.params.yaml_file import read_yaml
from textrnn.temporary import temporary_folder
from tools.pipeline import ROOT, flat

CHANGES = Path(__file__).with_name("tiny.yaml")
WORDS = {"metal": "gold silver mine ore price ounce", "grain": "wheat corn crop price tonnes bushel"}


def write_params(path: Path) -> None:
    """Write the params.yaml of the tiny pipeline: that of this project with what tiny.yaml changes."""
    shutil.copy(ROOT / "params.yaml", path)
    set_params(path, dict(flat(read_yaml(CHANGES))))


def params_text() -> str:
    """The text of that file."""
    with temporary_folder() as folder:
        path = folder / "params.yaml"
        write_params(path)
        return path.read_text(encoding="utf-8")


def write_corpora(folder: Path) -> None:
    """What fetch would bring: documents of two classes, some of them empty or odd, and six short plays."""
    documents = [
        Record(f"{words} {words.split()[number % 5]} {number}", label, f"tiny-{'test' if number % 3 else 'train'}")
        for number in range(60)
        for label, words in WORDS.items()
    ]
    odd = [
        Record("", "metal", "tiny-train"),
        Record("unheard of", "grain", "tiny-test"),
        Record("", "grain", "tiny-test"),
    ]
    plays = [Record(f"# Play {number}\n\nTo be, or not.\n" * 5, None, str(number)) for number in range(6)]
    folder.mkdir(parents=True, exist_ok=True)
    write_records(folder / "classification.jsonl", documents + odd)
    write_records(folder / "generation.jsonl", plays)
