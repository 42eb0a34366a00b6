"""What your data must have, so that a network can learn from it."""

from collections import Counter
from pathlib import Path

from textrnn.data.classes import refuse_single_class, refuse_single_documents, refuse_untrained_classes
from textrnn.errors import InputError
from textrnn.ingest.profile import Profile

SHORTEST = 300  # Characters of running text: fewer cannot be cut into documents.


def refuse_too_short(profile: Profile, path: Path, column: str | None) -> None:
    """Refuse what cannot be cut into documents.

    Raises:
        InputError: it is hardly any text.
    """
    characters = profile.statistics.characters if any(profile.words) else 0  # Spaces alone are no text.
    if characters < SHORTEST:
        where = f"{path}, column {column!r}, read as running text," if column else str(path)
        labels = "; if another column has labels, name it with --label-column" if column else ""
        raise InputError(
            f"{where} has {characters:,} characters, too few to learn from: a generator needs {SHORTEST:,}, "
            f"and much more to write well{labels}"
        )


def refuse_too_few_classes(profile: Profile, test: Profile | None, path: Path, column: str | None) -> None:
    """Refuse what nothing can be learned from.

    Raises:
        InputError: there is one class, a class with one document, or a class in the test set alone.
    """
    labels = profile.statistics.labels
    test_labels = test.statistics.labels if test else Counter[str]()
    refuse_single_class(labels, f"{path}, column {column!r}," if column else str(path))
    untrained = sorted(test_labels.keys() - labels.keys())
    remedy = f"add documents of it to {path}, write both the same, or remove it"
    refuse_untrained_classes(untrained, "the test set alone has", remedy)
    refuse_another_column(labels + test_labels, path, column)
    refuse_single_documents(labels + test_labels, str(path))
    refuse_few_texts(profile, test is not None, path)


def refuse_few_texts(profile: Profile, has_test: bool, path: Path) -> None:
    """Refuse classes whose documents are all the same: equal texts fall into the same split.

    Raises:
        InputError: there is no text to learn from beside those for validation and the test.
    """
    spare = int((profile.different - 1).sum())
    if spare < (1 if has_test else 2):
        raise InputError(
            f"{path} has {profile.different.sum():,} different texts in {len(profile.different)} classes: each class "
            "needs one to learn from, and the splits for validation and the test one more each; add documents"
        )


def refuse_another_column(labels: Counter[str], path: Path, column: str | None) -> None:
    """Refuse a column that hardly holds labels.

    Raises:
        InputError: most of its values occur once.
    """
    single = sum(count == 1 for count in labels.values())
    if column and single > len(labels) / 2:
        raise InputError(
            f"{path}, column {column!r} has {len(labels):,} classes, {single:,} of them with one document: "
            "if it is not the column of labels, --label-column names another one"
        )
