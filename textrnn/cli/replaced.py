"""What `textrnn score` says of bytes that were no text."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from textrnn.cli.options import print_notes
from textrnn.cli.reading_output import counted

if TYPE_CHECKING:
    from textrnn.data.records import Record
    from textrnn.ingest.tables import Document

Item = TypeVar("Item", "Record", "Document")


class Replaced:
    """Counts the places of texts that could not be decoded."""

    def __init__(self) -> None:
        self.places = self.texts = 0

    def counted(self, texts: Iterable[Item]) -> Iterator[Item]:
        """The same texts, counted as they pass."""
        for item in texts:
            found = item.text.count("\ufffd")
            self.places, self.texts = self.places + found, self.texts + bool(found)
            yield item

    def print_note(self) -> None:
        """Say on standard error how many there are."""
        if self.places:
            where = f"{counted(self.places, 'place')} of {counted(self.texts, 'text')}"
            print_notes([f"U+FFFD stands in {where}, for what could not be decoded"])
