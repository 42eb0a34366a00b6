"""Models that are fitted, chosen on valid and asked about test, whatever they are."""

import warnings
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textrnn.classification.linear_models import Matrix, Tfidf
from textrnn.data.records import Record
from textrnn.report.progress import Progress

Labels = NDArray[np.str_]  # (texts,)


class Candidates(NamedTuple):
    """Models of one kind, of which the one is taken that is most accurate on valid, and what they read of a text."""

    features: tuple[str, ...]
    models: list[Any]


class Texts(NamedTuple):
    """Their features, by kind, and their labels."""

    features: dict[str, Matrix]
    labels: Labels

    def side_by_side(self, kinds: Iterable[str]) -> Matrix:
        """Features of several kinds as one matrix."""
        from scipy.sparse import hstack

        return hstack([self.features[kind] for kind in kinds], format="csr")


def choose(candidates: Candidates, train: Texts, valid: Texts, progress: Progress) -> tuple[Any, Labels]:
    """The model that is most accurate on valid after fitting on train, the first of equals; what it predicts there."""
    seen, unseen = (texts.side_by_side(candidates.features) for texts in (train, valid))
    predictions = []
    for model in candidates.models:
        predictions.append(fit(model, seen, train.labels).predict(unseen))
        progress.advance()
    best = int(np.argmax([(predicted == valid.labels).sum() for predicted in predictions]))
    return candidates.models[best], predictions[best]


def fit(model: Any, features: Matrix, labels: Labels) -> Any:
    """A model like this one, fitted. What does not converge is judged on valid as it is."""
    from sklearn.base import clone
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return clone(model).fit(features, labels)


def predict_all(
    candidates: dict[str, Candidates], tfidf: Tfidf, splits: dict[str, list[Record]]
) -> tuple[dict[str, Any], dict[str, dict[str, Labels]]]:
    """The chosen models, and what they predict: valid after fitting on train, test after fitting on both."""
    chosen, predictions = {}, {}
    steps = sum(len(each.models) + 1 for each in candidates.values())
    with Progress("baseline", steps, "models") as progress:
        train, valid = learn(tfidf, splits["train"], splits["valid"])
        for name, each in candidates.items():
            chosen[name], predicted = choose(each, train, valid, progress)
            predictions[name] = {"valid": predicted}
        known, test = learn(tfidf, splits["train"] + splits["valid"], splits["test"])
        for name, each in candidates.items():
            model = fit(chosen[name], known.side_by_side(each.features), known.labels)
            predictions[name]["test"] = model.predict(test.side_by_side(each.features))
            progress.advance()
    return chosen, predictions


def learn(tfidf: Tfidf, seen: list[Record], unseen: list[Record]) -> tuple[Texts, Texts]:
    """Features that are learned from the first texts, of both."""
    features = tfidf.fit_transform([record.text for record in seen])
    others = tfidf.transform([record.text for record in unseen])
    return Texts(features, labels_of(seen)), Texts(others, labels_of(unseen))


def labels_of(records: list[Record]) -> Labels:
    """The labels of records."""
    return np.array([str(record.label) for record in records])
