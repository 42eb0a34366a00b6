"""What is left out of your data, and what is wrong in it: counted, the first places kept."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

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


def why_unreadable(file: Path, error: InputError) -> str:
    """Which file cannot be read, and why, without the remedy."""
    reason = str(error).removeprefix(str(file))
    return f"{file}{reason.partition(': ')[0].partition('; ')[0]}"


def refuse_unreadable(files: Places) -> None:
    """Refuse files of a folder that cannot be read, all of them in one message.

    Raises:
        InputError: there is one.
    """
    if files.count:
        what = "1 file" if files.count == 1 else f"{files.count:,} files"
        raise InputError(
            f"{what} cannot be read: {files}. textrnn use --skip-unreadable leaves such files out, --errors replace "
            "reads those that are in no single encoding"
        )


@dataclass
class LeftOut:
    """Documents that are left out, or changed."""

    blank: int = 0  # without text
    unlabelled: Places = field(default_factory=Places)  # with text, without a label
    rare: Counter[str] = field(default_factory=Counter)  # of classes with few documents, by label
    repaired: int = 0  # texts, or pieces of running text, whose wrong signs were put right
    unreadable: Places = field(default_factory=Places)  # files of a folder, with the reason
