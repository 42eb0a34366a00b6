from collections import Counter

import pytest

from textrnn.data.classes import refuse_single_class, refuse_single_documents, refuse_untrained_classes
from textrnn.errors import InputError


def test_classes_with_two_documents_are_enough() -> None:
    refuse_single_class(Counter(a=2, b=2), "file")
    refuse_single_documents(Counter(a=2, b=2), "file")
    refuse_untrained_classes([], "test has", "remove it")


@pytest.mark.parametrize(("labels", "which"), [(Counter(a=9), "one class alone, 'a'"), (Counter[str](), "no class")])
def test_nothing_to_tell_apart(labels: Counter[str], which: str) -> None:
    with pytest.raises(InputError, match=f"^file has {which}; a classifier needs two or more"):
        refuse_single_class(labels, "file")


def test_labels_are_named_up_to_five_and_on_one_line() -> None:
    labels = Counter({f"label\n{number}": 1 for number in range(7)})
    with pytest.raises(InputError) as refused:
        refuse_single_documents(labels, "file")
    assert "one document only of 7 class(es), such as 'label 0', 'label 1', 'label 2', 'label 3', 'label 4': " in str(
        refused.value
    )


def test_classes_that_training_lacks() -> None:
    with pytest.raises(InputError, match=r"^test has class 'x', 'y', so nothing can be learned of it: remove it"):
        refuse_untrained_classes(["x", "y"], "test has", "remove it")
