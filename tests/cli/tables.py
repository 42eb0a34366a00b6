"""Tables of every kind that tests give to `textrnn classify`, and read back."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import parquet


def delimited(delimiter: str, columns: dict[str, list[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([list(columns), *zip(*columns.values(), strict=True)])
    return text.getvalue()


def json_lines(columns: dict[str, list[Any]]) -> str:
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return "".join(json.dumps(row) + "\n" for row in rows)


def write(name: str, columns: dict[str, list[Any]]) -> None:
    """A table, compressed as its name says."""
    kind = name.split(".")[1]
    if kind == "parquet":
        parquet.write_table(pyarrow.table(columns), name)
        return
    text = json_lines(columns) if kind == "jsonl" else delimited({"csv": ",", "tsv": "\t"}[kind], columns)
    if name.endswith(".zip"):
        with zipfile.ZipFile(name, "w") as archive:
            archive.writestr(f"x.{kind}", text)
    else:
        Path(name).write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())


def read(name: str) -> list[dict[str, str]]:
    """The rows of a table, their values as text."""
    path = Path(name)
    rows: list[dict[str, Any]]
    if path.suffix == ".parquet":
        rows = parquet.read_table(path).to_pylist()
    elif path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))
    return [{name: str(value) for name, value in row.items()} for row in rows]
