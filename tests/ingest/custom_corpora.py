"""Parameters of custom corpora, for tests."""

from typing import Any

from textrnn.ingest.custom_corpus import CustomCorpus

PLAIN: dict[str, Any] = {
    "path": "a.csv",
    "sha256": None,
    "test_path": None,
    "test_sha256": None,
    "encoding": "utf-8-sig",
    "errors": "strict",
    "quoting": True,
    "header": True,
    "text_column": None,
    "label_column": None,
    "split_column": None,
    "min_documents": 1,
    "rest_label": None,
    "fix_text": False,
    "folder_is_label": False,
    "mail": False,
    "skip_unreadable": False,
    "documents_per_file": 1,
    "max_gigabytes": 10,
}
TABLE = {"text_column": "text", "label_column": "label"}


def custom_corpus(**values: Any) -> CustomCorpus:
    """The parameters of a file of text, but for these."""
    return CustomCorpus.model_validate(PLAIN | values)
