"""The plan of `textrnn use`: your data in profile, and the changes of params.yaml that make it the pipeline's data."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from textrnn.classification.training import TrainParams as ClassifierTraining
from textrnn.errors import InputError
from textrnn.generation.training import TrainParams as GeneratorTraining
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.description import describe_corpus
from textrnn.ingest.doubts import Doubt, find_doubt
from textrnn.ingest.left_out import Places
from textrnn.ingest.location import refusing_changes
from textrnn.ingest.profile import REPLACED, Profile, profile_part
from textrnn.ingest.proposal import Proposal, propose_card, propose_source
from textrnn.ingest.proposal_classifier import propose_classifier
from textrnn.ingest.proposal_generator import documents_per_file, propose_generator
from textrnn.ingest.records import TEST, frequent_classes
from textrnn.ingest.request import Request, locate
from textrnn.ingest.requirements import refuse_too_few_classes, refuse_too_short
from textrnn.ingest.running_text import document_count
from textrnn.ingest.texts import text_files
from textrnn.params.editing import set_params
from textrnn.params.section import ParamsFile


@dataclass(frozen=True)
class Plan:
    """What the data is, for which task, and what it needs in params.yaml."""

    task: str
    corpus: CustomCorpus
    profile: Profile
    test: Profile  # empty where the test set is to be drawn
    files: int
    proposals: list[Proposal]
    current: dict[str, Any]  # the values that params.yaml has, by section and name
    unread: list[Path]  # files of a folder that are not read
    linked: list[tuple[Path, Path]]  # files that links bring from outside of the folder, and where they really are
    doubt: Doubt | None  # a file that looks like two encodings

    @property
    def documents(self) -> int:
        """How many documents there are; of running text, those that its files will be cut into."""
        return count_documents(self.profile, self.corpus)

    @property
    def parts(self) -> tuple[Profile, Profile]:
        """What is learned from, and the test set."""
        return self.profile, self.test

    @property
    def blank(self) -> int:
        """Documents without text, those of the test set as well."""
        return sum(part.left_out.blank for part in self.parts)

    @property
    def unlabelled(self) -> list[Places]:
        """Documents without a label, of the training part and of the test set."""
        return [part.left_out.unlabelled for part in self.parts]

    @property
    def rare(self) -> Counter[str]:
        """Documents of classes with few, of the training part and of the test set, by label."""
        return self.profile.left_out.rare + self.test.left_out.rare

    @property
    def is_another_corpus(self) -> bool:
        """Whether params.yaml named other data, or the same when it had other content."""
        names = ("fetch.path", "fetch.sha256", "fetch.test_sha256")
        changed = {change.name for change in self.changes()}
        return not changed.isdisjoint(names)

    @property
    def unreadable(self) -> Places:
        """Files that are left out because they cannot be read, of the training part and of the test set."""
        both = Places()
        for profile in self.parts:
            both.count += profile.left_out.unreadable.count
            both.first += profile.left_out.unreadable.first
        return both

    @property
    def replaced(self) -> tuple[int, int]:
        """How many places have U+FFFD, and how many records, of the training part and of the test set."""
        return sum(part.replaced for part in self.parts), sum(part.signs[REPLACED] for part in self.parts)

    @cached_property
    def test_seen(self) -> int:
        """Documents of the test set, or records of its running text, that training has as well, word for word."""
        return self.test.statistics.texts_in(self.profile.statistics)

    def changes(self) -> list[Proposal]:
        """What differs from what params.yaml has."""
        return [
            proposal
            for proposal in self.proposals
            if proposal.name not in self.current or self.current[proposal.name] != proposal.value
        ]

    def write(self, params: Path) -> None:
        """Write the changes into params.yaml, and keep its comments."""
        set_params(params, {f"{self.task}.{proposal.name}": proposal.value for proposal in self.changes()})


def make_plan(request: Request, params: Path, tasks: dict[bool, str], minutes: float, folder: Path) -> Plan:
    """Read all of the data; `tasks` are the names of those for text with and without labels.

    Raises:
        InputError: something is not as it should be.
    """
    if not params.exists():
        raise InputError(f"there is no {params} here: run it in the folder of the project")
    file = ParamsFile(params)
    places = locate(request, folder)
    with refusing_changes(places.path), refusing_changes(places.test or places.path):
        corpus = describe_corpus(request, places)
        classes = frequent_classes(places.path, corpus)
        profile, test = profile_part(places.path, corpus, classes=classes)
        if places.test:
            _, test = profile_part(places.test, corpus, TEST, classes)
        in_doubt = not (request.encoding or corpus.mail)
        doubt = find_doubt(places.text_files(), corpus.encoding) if in_doubt else None
    task, files = tasks[corpus.has_labels], len(text_files(places.path)) - profile.left_out.unreadable.count
    if corpus.has_labels:
        refuse_too_few_classes(profile, test, places.path, corpus.label_column)
        network = propose_classifier(profile, test, file.section(f"{task}.train", ClassifierTraining), minutes)
    else:
        refuse_too_short(profile, places.path, corpus.text_column)
        corpus = corpus.model_copy(update={"documents_per_file": documents_per_file(profile, files)})
        train = file.section(f"{task}.train", GeneratorTraining)
        network = propose_generator(profile, test, count_documents(profile, corpus), train, minutes)
    current = current_values(file, task)
    is_new_path = current.get("fetch.path") != corpus.path
    card = propose_card(corpus) if is_new_path else []  # What the user has said of it stays.
    proposals = [*propose_source(corpus), *card, *network]
    linked = places.linked_files()
    return Plan(task, corpus, profile, test, files, proposals, current, places.unread_files(), linked, doubt)


def count_documents(profile: Profile, corpus: CustomCorpus) -> int:
    """How many documents there are; of running text, those that its files will be cut into."""
    if corpus.has_labels:
        return profile.statistics.documents
    return sum(document_count(size, corpus.documents_per_file) for size in profile.statistics.sources.values())


def current_values(file: ParamsFile, task: str) -> dict[str, Any]:
    """The values of a task in params.yaml, by section and name."""
    sections = {name: values for name, values in file.values[task].items() if isinstance(values, dict)}
    return {f"{section}.{name}": value for section, values in sections.items() for name, value in values.items()}
