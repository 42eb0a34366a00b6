"""What is said of labels where the model knows next to nothing of the texts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textrnn.report.terminal import one_line

if TYPE_CHECKING:
    from textrnn.classifier import Prediction

LEAST = 0.5  # Share of a text that should be known.
NAMED, WIDTH = 3, 40  # Texts that are named, and characters of each.


def doubt(text: str, prediction: "Prediction") -> str | None:
    """Why the label of a text means little; None where at least half of the text is known."""
    if not text.strip():
        return "the text has nothing in it: its label means nothing"
    if prediction.known >= LEAST:
        return None
    share, label = ("fewer than half", "may mean little") if prediction.known else ("none", "means nothing")
    return f"the model knows {share} of the {prediction.unit} of the text: its label {label}"


class Doubts:
    """Counts texts with nothing in them, and those of which less than half is known."""

    def __init__(self) -> None:
        self.count = self.blank = self.unknown = 0
        self.only = self.unit = ""  # Doubt of the only text; what is little known of others: words, characters.
        self.named: list[str] = []  # The first texts that are little known.

    def add(self, text: str, prediction: "Prediction") -> None:
        """Count a text."""
        self.count += 1
        doubted = doubt(text, prediction)
        self.only = doubted or "" if self.count == 1 else ""
        if not text.strip():
            self.blank += 1
        elif doubted:
            self.unknown += 1
            self.unit = prediction.unit
            self.named += [repr(one_line(text, WIDTH))] if len(self.named) < NAMED else []

    def notes(self) -> list[str]:
        """What to say at the end; nothing where there is no doubt."""
        if self.only:
            return [self.only]
        return [*self.blank_note(), *self.unknown_note()]

    def blank_note(self) -> Iterator[str]:
        """What to say of texts with nothing in them."""
        if self.blank:
            have = (
                "has nothing in it: its label means" if self.blank == 1 else "have nothing in them: their labels mean"
            )
            yield f"{self.blank:,} of {self.count:,} texts {have} nothing"

    def unknown_note(self) -> Iterator[str]:
        """What to say of texts that are little known."""
        if self.unknown:
            labels = "its label" if self.unknown == 1 else "their labels"
            yield (
                f"in {self.unknown:,} of {self.count:,} texts the model knows fewer than half of the {self.unit}, as "
                f"in {', '.join(self.named)}: {labels} may mean little (known_{self.unit} in --json and --output has "
                "the share of each)"
            )
