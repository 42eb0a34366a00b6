"""What is left out of your data, and what is wrong in it: counted, the first places kept."""

from collections import Counter
from dataclasses import dataclass, field

from textrnn.errors import InputError

NAMED = 5  # Places.


@dataclass
class Places:
    """How often something is there, and where first."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, place: str) -> None:
        """Count a place."""
        self.count += 1
        if len(self.first) < NAMED:
            self.first.append(place)

    def __str__(self) -> str:
        more = f"; and {self.count - len(self.first):,} more" if self.count > len(self.first) else ""
        return "; ".join(self.first) + more

    def refuse(self, remedy: str) -> None:
        """Refuse what is there, all of it in one message.

        Raises:
            InputError: there is something.
        """
        if self.count:
            raise InputError(f"{self}: {remedy}")


@dataclass
class LeftOut:
    """Documents that are left out, or changed."""

    blank: int = 0  # without text
    unlabelled: Places = field(default_factory=Places)  # with text, without a label
    rare: Counter[str] = field(default_factory=Counter)  # of classes with few documents, by label
    repaired: int = 0  # texts, or pieces of running text, whose wrong signs were put right
