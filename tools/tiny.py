"""A corpus so small that the whole road takes seconds, for tests and proofs."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from textrnn.errors import InputError
from textrnn.records import Record, write_records

PARAMS = Path(__file__).with_name("tiny.yaml")
WORDS = {"metal": "gold silver mine ore price ounce", "grain": "wheat corn crop price tonnes bushel"}


def set_params(path: Path, values: dict[str, Any]) -> None:
    """Change values of a params.yaml, named with dots; its comments stay.

    Raises:
        InputError: it has no such section.
    """
    yaml = YAML()
    params = yaml.load(path)
    for name, value in values.items():
        *sections, key = name.split(".")
        section = params
        for word in sections:
            if not isinstance(section, dict) or word not in section:
                raise InputError(f"{path.name} has no section {'.'.join(sections)}, in which {key} would stand")
            section = section[word]
        section[key] = value
    yaml.dump(params, path)


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
