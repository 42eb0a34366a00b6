"""How a classifier reads a document: so when it is trained, and so when it is used."""

from pydantic import Field

from textrnn.params.section import Section


class Truncation(Section):
    """How much of a document is read, in rows of few widths."""

    max_length: int = Field(gt=0, le=65_536, description="tokens of a document that the network reads, from its start")
    pad_to_multiple_of: int = Field(
        gt=0, le=65_536, description="rows are padded to a multiple of it: every new width costs time"
    )
