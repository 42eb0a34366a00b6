"""How much of a document a classifier reads, in training and in use."""

import numpy as np
from pydantic import Field

from textrnn.data.arrays import Integers
from textrnn.params.section import Section


class Truncation(Section):
    """How many tokens of a document are read, in rows of few widths."""

    max_length: int = Field(gt=0, le=65_536, description="tokens of a document that the network reads, from its start")
    pad_to_multiple_of: int = Field(
        gt=0, le=1024, description="rows are padded to a multiple of it: every new width costs time"
    )

    def row_widths(self, lengths: Integers) -> Integers:
        """The widths of the rows of documents with so many tokens; an empty document still gets a row."""
        return np.maximum(-(-lengths // self.pad_to_multiple_of), 1) * self.pad_to_multiple_of
