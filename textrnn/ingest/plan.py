"""Own text, looked at, and the changes of params.yaml that make it the pipeline's data."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from textrnn.classification.training import TrainParams as ClassifierTraining
from textrnn.errors import InputError
from textrnn.generation.training import TrainParams as GeneratorTraining
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.layout import encoding_of, how_to_read, split_folders
from textrnn.ingest.location import find, is_address, sha256
from textrnn.ingest.profile import Profile, profile_records
from textrnn.ingest.proposal import Proposal, propose_card, propose_source
from textrnn.ingest.proposal_classifier import propose_classifier
from textrnn.ingest.proposal_generator import number_of_works, propose_generator
from textrnn.ingest.records import CUSTOM, TEST
from textrnn.ingest.requirements import refuse_too_few_classes, refuse_too_short
from textrnn.ingest.running_text import parts
from textrnn.ingest.texts import files_of, visible_files
from textrnn.params.editing import set_params
from textrnn.params.section import ParamsFile


@dataclass(frozen=True)
class Request:
    """What the command line says."""

    path: str
    test: str | None
    text_column: str | None
    label_column: str | None
    labelled: bool | None


@dataclass(frozen=True)
class Plan:
    """What was found, for which task, and what it asks for."""

    task: str
    own: CustomCorpus
    look: Profile
    test: Profile | None
    files: int
    proposals: list[Proposal]
    before: dict[str, Any]  # the values of the same parameters until now
    left_out: list[Path]  # files of a folder that are not read

    @property
    def blank(self) -> int:
        """Documents without text, those of the test set as well."""
        return self.look.blank + (self.test.blank if self.test else 0)

    @cached_property
    def test_seen(self) -> int:
        """Documents of the test set, or pieces of its works, that are learned from as well, word for word."""
        return self.test.survey.texts_in(self.look.survey) if self.test else 0

    def changes(self) -> list[Proposal]:
        """What differs from what params.yaml has."""
        return [
            proposal
            for proposal in self.proposals
            if proposal.name not in self.before or self.before[proposal.name] != proposal.value
        ]

    def write(self, params: Path) -> None:
        """Write the changes into params.yaml, and keep its comments."""
        set_params(params, {f"{self.task}.{proposal.name}": proposal.value for proposal in self.changes()})


def study(asked: Request, params: Path, tasks: dict[bool, str], minutes: float, folder: Path) -> Plan:
    """Look at all of the text; `tasks` are the names of those for text with and without labels.

    Raises:
        InputError: something is not as it should be.
    """
    if not params.exists():
        raise InputError(f"there is no {params} here: run it in the folder of the project")
    file = ParamsFile(params)
    root, path, test = places(asked, folder)
    own = described(asked, path, test)
    look, test_look = profile_records(path, own, CUSTOM), profile_records(test, own, TEST) if test else None
    task, files = tasks[own.has_labels], len(files_of(path))
    if own.has_labels:
        refuse_too_few_classes(look, test_look, path, own.label_column)
        proposals = propose_classifier(look, test_look, file.section(f"{task}.train", ClassifierTraining), minutes)
    else:
        refuse_too_short(look, path, own.text_column)
        own = own.model_copy(update={"works": number_of_works(look, files)})
        train = file.section(f"{task}.train", GeneratorTraining)
        proposals = propose_generator(look, test_look, works_in_all(look, own), train, minutes)
    before = values_of(file, task)
    card = [] if before.get("fetch.path") == own.path else propose_card(own)  # What the user has said of it stays.
    others = not_read(root, path, test)
    return Plan(task, own, look, test_look, files, [*propose_source(own), *card, *proposals], before, others)


def works_in_all(look: Profile, own: CustomCorpus) -> int:
    """Into how many works running text is cut; as it was looked at, each file is one."""
    return sum(parts(size, own.works) for size in look.survey.works.values())


def not_read(root: Path, path: Path, test: Path | None) -> list[Path]:
    """The files of the folders that are named which are neither text nor test."""
    read = {*files_of(path), *(files_of(test) if test else ())}
    folders = [folder for folder in (root, test) if folder and folder.is_dir()]
    return sorted({file for folder in folders for file in visible_files(folder)} - read)


def described(asked: Request, path: Path, test: Path | None) -> CustomCorpus:
    """What params.yaml will say of the text, but for how many works a file is."""
    encoding = encoding_of([*files_of(path), *(files_of(test) if test else ())])
    values = {
        "encoding": encoding,
        "path": recorded(asked.path, path),
        "sha256": sha256(path),
        "test_path": test and recorded(asked.test or asked.path, test),
        "test_sha256": test and sha256(test),
    }
    how = how_to_read(path, encoding, asked.text_column, asked.label_column, asked.labelled)
    return CustomCorpus.model_validate(values | how)


def values_of(file: ParamsFile, task: str) -> dict[str, Any]:
    """The values of a task until now, by section and name."""
    sections = {name: values for name, values in file.values[task].items() if isinstance(values, dict)}
    return {f"{section}.{name}": value for section, values in sections.items() for name, value in values.items()}


def places(asked: Request, folder: Path) -> tuple[Path, Path, Path | None]:
    """The path that was named, that of the text and that of its test set, downloaded if they have an address."""
    if asked.test is None:
        root = find(asked.path, folder)
        return root, *split_folders(root)
    for name in ("text", "test"):
        (folder / name).mkdir()
    path, test = find(asked.path, folder / "text"), find(asked.test, folder / "test", "--test names another one")
    if path.samefile(test):
        raise InputError(f"{asked.test} is what is learned from, and cannot be the test set as well")
    if test.resolve().is_relative_to(path.resolve()) or path.resolve().is_relative_to(test.resolve()):
        raise InputError(f"of {asked.path} and {asked.test} one lies in the other: move what is the test set out of it")
    return path, path, test


def recorded(asked: str, found: Path) -> str:
    """How params.yaml names a place: an address, a path within the project, or one from the root."""
    if is_address(asked):
        return asked
    here = Path.cwd()
    path = Path(os.path.normpath(here / found))  # Not resolved: what DVC keeps may be a link into its cache.
    for known in (path, found.resolve()):
        if known.is_relative_to(here):
            return known.relative_to(here).as_posix()
    return str(path)
