"""The parameters of a custom corpus: where your data is, and how to read it."""

import codecs
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from textrnn.ingest.encodings import DETECT, with_errors
from textrnn.ingest.rows import Dialect
from textrnn.params.section import Section

Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


def known_encoding(name: str) -> str:
    """The name of an encoding of text; a ValueError for any other."""
    if name == DETECT:
        return name
    try:
        if not codecs.lookup(name)._is_text_encoding:
            raise LookupError
    except (LookupError, ValueError) as error:
        raise ValueError("should be an encoding such as utf-8 or cp1252, or detect: each file has its own") from error
    return name


class CustomCorpus(Section):
    """Where your data is, and how to read it."""

    path: str | None = Field(description="a file, a folder, or a URL that begins with https://")
    sha256: Hash | None = Field(description="hash of what path names; empty: not checked")
    test_path: str | None = Field(description="the test set, if there is one of its own")
    test_sha256: Hash | None = Field(description="hash of what test_path names; empty: not checked")
    encoding: Annotated[str, AfterValidator(known_encoding)] = Field(
        description="of the files, by its name in Python; detect: each has its own"
    )
    quoting: bool = Field(
        description="quotes in a .csv or .tsv hold a value together; false: they are ordinary characters"
    )
    header: bool = Field(description="the first line of a .csv or .tsv names the columns; false: it is a row")
    errors: Literal["strict", "replace"] = Field(
        description="bytes that are no text in this encoding: strict refuses them, replace reads U+FFFD"
    )
    text_column: str | None = Field(description="of a table; empty for files of text")
    label_column: str | None = Field(description="of a table; empty: no labels, or a folder for each class")
    split_column: str | None = Field(description="of a table: it says train, valid or test; empty: splits are drawn")
    min_documents: int = Field(
        ge=1, le=1_000_000_000, description="classes with fewer documents are left out, or get rest_label"
    )
    rest_label: Annotated[str, Field(min_length=1)] | None = Field(description="the label of such classes' documents")
    fix_text: bool = Field(description="repair text that was read in a wrong encoding, such as GrÃ¼ÃŸe")
    folder_is_label: bool = Field(description="a folder for each class, in it a file for each document")
    mail: bool = Field(description="the files of a folder are mails, of which subject and text are read")
    skip_unreadable: bool = Field(description="leave out files of a folder that cannot be read; false: refuse them")
    documents_per_file: int = Field(
        ge=1, le=10_000, description="into how many documents a file of running text is cut"
    )
    max_gigabytes: float = Field(gt=0, le=1e6, description="a download that is larger is refused")

    @model_validator(mode="after")
    def one_kind_of_label(self) -> Self:
        """Refuse two kinds of labels."""
        if self.folder_is_label and (self.text_column or self.label_column):
            raise ValueError("documents in folders have no columns: leave text_column and label_column empty")
        if self.label_column and not self.text_column:
            raise ValueError("label_column needs text_column beside it")
        if self.split_column and (self.test_path or not self.label_column):
            raise ValueError("split_column needs label_column beside it, and no test_path")
        if self.rest_label and self.min_documents == 1:
            raise ValueError("rest_label needs min_documents of 2 or more beside it")
        if self.mail and self.text_column:
            raise ValueError("mails have no columns: leave text_column and label_column empty")
        return self

    @property
    def dialect(self) -> Dialect:
        """How a CSV or TSV file is written."""
        return Dialect(self.quoting, self.header)

    @property
    def decoding(self) -> str:
        """The encoding as readers take it, with what becomes of bytes that are no text in it."""
        return with_errors(self.encoding, self.errors)

    @property
    def has_labels(self) -> bool:
        """Whether documents have classes."""
        return self.folder_is_label or self.label_column is not None
