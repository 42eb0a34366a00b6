"""How tests run `textrnn use`, and the data that they give it."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from textrnn.cli.app import textrnn
from textrnn.errors import InputError

LENGTHS = [3] * 90 + [40] * 7 + [2000] * 3  # 95 of 100 documents have at most 40 words.


def use(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) == 1
    values: dict[str, Any] = json.loads(result.stdout)
    return values


def run(*words: str) -> Result:
    return CliRunner().invoke(textrnn, ["use", *words], catch_exceptions=False)


def mistake(*words: str) -> str:
    with pytest.raises(InputError) as caught:
        run(*words)
    return str(caught.value)


def write_table(path: str, rows: list[dict[str, Any]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    Path(path).write_text(text.getvalue(), encoding="utf-8", newline="")


def write_documents(path: str = "data/a.csv", word: str = "word ", **more: Any) -> None:
    texts = [f"{word * (length - 1)}{word[0]}{number}" for number, length in enumerate(LENGTHS)]
    rows = [{"id": n, "text": text, "topic": "ab"[n % 2]} | more for n, text in enumerate(texts)]
    write_table(path, rows)


def write_files(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
