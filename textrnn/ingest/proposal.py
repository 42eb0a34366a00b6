"""Values that your data needs in params.yaml, each with its reason; here those for text of any kind."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from textrnn.ingest.compression import COMPRESSED
from textrnn.ingest.custom_corpus import CustomCorpus
from textrnn.ingest.location import is_url
from textrnn.ingest.profile import Profile
from textrnn.ingest.records import CUSTOM

BYTE_PAIR_PATTERN = r" ?[\p{L}\p{M}]+| ?\p{N}+|[^\s\p{L}\p{M}\p{N}]+(?: *\n+)?|\s+"
VOCABULARIES = {300_000: 512, 1_000_000: 1024}  # Byte pairs, by the characters that a text has fewer of.
BYTES_AND_END = 257  # Tokens that every vocabulary of byte pairs has.
LONGEST_NAME = 200  # Characters of a model's name on its card.
TRAININGS = 2  # Of a network: chosen on valid, then again on train and valid.

Size = tuple[int, int]  # of embedding and hidden state


@dataclass(frozen=True)
class Proposal:
    """A value for a parameter, and why."""

    name: str
    value: Any
    reason: str


def propose_source(corpus: CustomCorpus) -> list[Proposal]:
    """Where the data is, and how it is read."""
    reasons = {
        "corpus": "your data",
        "path": "as it was named",
        "sha256": "after a change, use it again",
        "documents_per_file": "so that some can be kept for the test",
        "max_gigabytes": "what a download may have",
        "errors": "as you said",
        "skip_unreadable": "as you said",
    }
    values = {"corpus": CUSTOM} | corpus.model_dump(include=set(CustomCorpus.model_fields))
    return [Proposal(f"fetch.{name}", value, reasons.get(name, "as it was read")) for name, value in values.items()]


def propose_card(corpus: CustomCorpus) -> list[Proposal]:
    """What the model's card says of data that is new, and that none of its text gets onto the report page."""
    name = data_name(corpus)
    stem = name.removesuffix(PurePosixPath(name).suffix) if PurePosixPath(name).suffix.lower() in COMPRESSED else name
    title = (PurePosixPath(stem).stem or name)[:LONGEST_NAME]
    card = {"name": title, "data": name, "language": None, "license": None, "limits": None}
    reason = "for the model's card: yours to fill in"
    unshown = Proposal("report.show_texts", False, "git keeps the report page: your text stays out of it")
    return [*(Proposal(f"publish.{key}", value, reason) for key, value in card.items()), unshown]


def data_name(corpus: CustomCorpus) -> str:
    """The name of the file or folder; of a folder `train` beside its test set, that of the one that both are in."""
    place = corpus.path or ""
    if is_url(place):
        return PurePosixPath(unquote(urlsplit(place).path)).name
    path = Path(place).absolute()
    return path.parent.name if corpus.test_path and path.name == "train" and path.parent.name else path.name or place


def vocabulary_size(profile: Profile, largest: int) -> int:
    """As many byte pairs as the text has use for, and at least twice as many as it has characters and bytes."""
    usual = next((size for most, size in VOCABULARIES.items() if profile.statistics.characters < most), largest)
    return max(usual, 2 * (len(profile.characters) + BYTES_AND_END))


def propose_size(
    sizes: list[Size], seconds_of_epoch: Callable[[Size], float], epochs: tuple[int, int], minutes: float
) -> tuple[list[Proposal], int]:
    """The size of a network that trains in so many minutes, with its epochs, and these once more as a number."""
    size, count, spent = fitting_size(sizes, seconds_of_epoch, epochs, minutes)
    rounded = round(spent)
    time = "less than a minute" if spent < 1 else f"about {rounded} minute{'s' if rounded > 1 else ''}"
    values = {"embed.embedding_size": size[0], "train.hidden_size": size[1], "train.epochs": count}
    return [Proposal(name, value, f"{time} of training here") for name, value in values.items()], count


def fitting_size(
    sizes: list[Size], seconds_of_epoch: Callable[[Size], float], epochs: tuple[int, int], minutes: float
) -> tuple[Size, int, float]:
    """The largest size of which at least the fewest epochs fit, how many do, and the minutes they take."""
    fewest, most = epochs
    for size in sizes:
        seconds = seconds_of_epoch(size)
        count = min(most, int(60 * minutes / seconds))
        if count >= fewest:
            break
    count = max(count, 1)
    return size, count, count * seconds / 60
