"""The passages of test that the generator finds hardest and easiest, as the report shows them: token by token."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from textrnn.errors import reading
from textrnn.files import read_json

LEVELS = (1, 3, 6, 9, 12)  # Bits of a token from which it has the next colour.
END = "∎"  # The mark of an end.


class Token(NamedTuple):
    """A token of a passage."""

    text: str
    bits: str
    level: int  # of its colour


@dataclass(frozen=True)
class Passage:
    """A part of a test document."""

    title: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class PassagePart:
    """The part of the page about passages."""

    hardest: tuple[Passage, ...]
    easiest: tuple[Passage, ...]
    levels: tuple[int, ...] = LEVELS


def passage_part(path: Path) -> PassagePart:
    """That part.

    Raises:
        InputError: the file is damaged.
    """
    found = read_json(path)
    with reading(path):
        return PassagePart(tuple(map(passage, found["hardest"])), tuple(map(passage, found["easiest"])))


def passage(found: dict[str, Any]) -> Passage:
    """One of them."""
    title = (
        f"{found['bits_per_character']:.2f} bits per character: {found['source']}, from character {found['start']:,}"
    )
    return Passage(title, tuple(token(text, bits) for text, bits in found["tokens"]))


def token(text: str, bits: float) -> Token:
    """A token with its colour."""
    return Token(text or END, f"{bits:.1f}", sum(bits >= least for least in LEVELS))
