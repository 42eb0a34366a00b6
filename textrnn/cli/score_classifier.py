"""A classifier scored on documents with labels."""

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import tee
from typing import TYPE_CHECKING, Any

from textrnn.cli.models import load_classifier
from textrnn.cli.options import print_json

if TYPE_CHECKING:
    from textrnn.classification.label_pairs import LabelPairs
    from textrnn.classifier import Classifier, Prediction
    from textrnn.cli.score_source import Source
    from textrnn.ingest.left_out import LeftOut
    from textrnn.ingest.tables import Document
    from textrnn.report.doubts import Doubts


def score_classifier(source: "Source", model: str, as_json: bool) -> None:
    """Score a classifier, and print how its labels agree with those of the documents."""
    from textrnn.classification.label_pairs import LabelPairs
    from textrnn.cli.own_scores import own_scores
    from textrnn.cli.score_output import print_scores
    from textrnn.cli.unknown_labels import refuse_unknown_alone
    from textrnn.files import rounded
    from textrnn.report.doubts import Doubts

    classifier = load_classifier(model)
    labels, left_out = count_labels(source)
    refuse_unknown_alone(labels, classifier.labels, str(source.path), model)
    pairs, doubts = LabelPairs(classifier.labels), Doubts()
    for document, prediction in predictions(source, classifier, labels.total()):
        pairs.add(document.label, prediction.label)
        doubts.add(document.text, prediction)
    values = {
        "kind": "classifier",
        "model": model,
        "file": source.name,
        "text_column": source.corpus.text_column,
        "label_column": source.corpus.label_column,
        "documents": labels.total(),
        **pairs.scores(),
        "of_known_labels": pairs.of_known_labels,
        **remarks(pairs, left_out, doubts),
        "own_test": own_scores(model, "accuracy", max),
    }
    if as_json:
        print_json(rounded(values))
    else:
        print_scores(values, pairs, source, left_out)


def count_labels(source: "Source") -> tuple[Counter[str], "LeftOut"]:
    """How many documents have each label, and which are left out: all are read once before work starts.

    Raises:
        InputError: something is not as it should be.
    """
    from textrnn.cli.replaced import Replaced
    from textrnn.ingest.left_out import LeftOut

    left_out, replaced = LeftOut(), Replaced()
    labels = Counter(document.label for document in replaced.counted(source.documents(left_out)))
    if source.corpus.errors == "replace":
        replaced.print_note()
    return labels, left_out


def predictions(source: "Source", classifier: "Classifier", total: int) -> Iterator[tuple["Document", "Prediction"]]:
    """Each document with what is predicted for it; standard error shows how far it is."""
    from textrnn.cli.inputs import exactly
    from textrnn.ingest.left_out import LeftOut
    from textrnn.report.progress import track

    documents, again = tee(source.documents(LeftOut()))  # As far apart as the texts that are read together.
    predicted = zip(documents, classifier.predict_each(document.text for document in again), strict=True)
    yield from track(exactly(predicted, total), "score", total, "documents", stream=sys.stderr)


def remarks(pairs: "LabelPairs", left_out: "LeftOut", doubts: "Doubts") -> dict[str, Any]:
    """What else is to be known: confusions, labels that the model does not know, documents that are left out."""
    from textrnn.cli.unknown_labels import look_alike

    confusions: dict[str, dict[str, int]] = {}
    for (actual, predicted), count in sorted(pairs.confusions.items()):
        confusions.setdefault(actual, {})[predicted] = count
    alike = look_alike(list(pairs.unknown), pairs.known)
    return {
        "confusions": confusions,
        "unknown_labels": {
            label: {"documents": count, "looks_like": alike.get(label)} for label, count in pairs.unknown.items()
        },
        "without_text": left_out.blank,
        "without_label": left_out.unlabelled.count,
        "files_unreadable": left_out.unreadable.count,
        "little_known": doubts.unknown,
    }
