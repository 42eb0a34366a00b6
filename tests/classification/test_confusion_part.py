import numpy as np
import pytest

from textrnn.classification.confusion_part import MOST_CLASSES, confusion_part


def matrix(classes: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.random.default_rng(1).poisson(0.3, (classes, classes)) + np.diag(np.arange(classes) * 3)


@pytest.mark.parametrize("classes", [2, MOST_CLASSES])
def test_all_of_few_classes_are_shown(classes: int) -> None:
    counts, labels = matrix(classes), [f"c{number}" for number in range(classes)]
    part = confusion_part(counts, labels)
    assert [[cell.count for cell in row] for row in part.rows] == counts.tolist()
    assert (part.labels, part.names, part.others) == (tuple(labels), tuple(labels), None)
    for number, row in enumerate(part.rows):
        assert sum(cell.share for cell in row) == pytest.approx(1 if counts[number].sum() else 0)
        assert [cell.is_right for cell in row] == [column == number for column in range(classes)]


@pytest.mark.parametrize("classes", [MOST_CLASSES + 1, 52])
def test_of_many_classes_those_with_the_most_errors_are_shown(classes: int) -> None:
    counts, labels = matrix(classes), [f"c{number}" for number in range(classes)]
    errors = {label: counts[n].sum() + counts[:, n].sum() - 2 * counts[n, n] for n, label in enumerate(labels)}
    part = confusion_part(counts, labels)
    *shown, others = part.labels
    assert len(shown) == MOST_CLASSES
    assert min(errors[label] for label in shown) >= max(errors[label] for label in set(labels) - set(shown))
    assert others == part.others == f"{classes - MOST_CLASSES} others"
    assert sum(cell.count for row in part.rows for cell in row) == counts.sum()
    for row, label in zip(part.rows, shown, strict=False):
        own = counts[labels.index(label)]
        assert [cell.count for cell in row[:-1]] == [own[labels.index(other)] for other in shown]
        assert sum(cell.count for cell in row) == own.sum()


def test_a_number_leads_to_documents_where_two_classes_are_confused() -> None:
    part = confusion_part(matrix(52), [f"c{number}" for number in range(52)])
    for row, actual in zip(part.rows, part.labels, strict=True):
        for cell, predicted in zip(row, part.labels, strict=True):
            is_link = cell.count > 0 and actual != predicted and part.others not in {actual, predicted}
            assert cell.is_link == is_link
            if cell.is_link:
                assert cell.actual is not None
                assert cell.predicted is not None
                assert (part.names[cell.actual], part.names[cell.predicted]) == (actual, predicted)
