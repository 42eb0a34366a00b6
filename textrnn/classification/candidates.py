"""Models that are fitted, chosen on valid and asked about test, whatever they are."""

import warnings
from collections.abc import Callable, Iterable
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


class Fitted(NamedTuple):
    """A fitted model, what it predicts of texts that it has not seen, and how many of them it gets right."""

    model: Any
    predictions: Labels
    right: int


def choose(candidates: Candidates, train: Texts, valid: Texts, progress: Progress) -> Fitted:
    """The model that is most accurate on valid after fitting on train, the first of equals."""
    seen, unseen = (texts.side_by_side(candidates.features) for texts in (train, valid))
    tried = []
    for model in candidates.models:
        fitted = fit(model, seen, train.labels)
        predicted = fitted.predict(unseen)
        tried.append(Fitted(fitted, predicted, int((predicted == valid.labels).sum())))
        progress.advance()
    return max(tried, key=lambda one: one.right)


def fit(model: Any, features: Matrix, labels: Labels) -> Any:
    """A model like this one, fitted. What does not converge is judged on valid as it is."""
    from sklearn.base import clone
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return clone(model).fit(features, labels)


class Round(NamedTuple):
    """Models by their names, fitted on the same texts, and the features that were learned from these."""

    models: dict[str, Fitted]
    tfidf: Tfidf


def choose_all(
    candidates: dict[str, Candidates], tfidf: Callable[[], Tfidf], splits: dict[str, list[Record]]
) -> tuple[Round, Round]:
    """The chosen models, fitted on train and asked about valid; then fitted on both and asked about test."""
    steps = sum(len(each.models) + 1 for each in candidates.values())
    first, final = Round({}, tfidf()), Round({}, tfidf())
    with Progress("baseline", steps, "models") as progress:
        train, valid = learn(first.tfidf, splits["train"], splits["valid"])
        for name, each in candidates.items():
            first.models[name] = choose(each, train, valid, progress)
        known, test = learn(final.tfidf, splits["train"] + splits["valid"], splits["test"])
        for name, each in candidates.items():
            alone = Candidates(each.features, [first.models[name].model])
            final.models[name] = choose(alone, known, test, progress)
    return first, final


def learn(tfidf: Tfidf, seen: list[Record], unseen: list[Record]) -> tuple[Texts, Texts]:
    """Features that are learned from the first texts, of both."""
    features = tfidf.fit_transform([record.text for record in seen])
    others = tfidf.transform([record.text for record in unseen])
    return Texts(features, labels_of(seen)), Texts(others, labels_of(unseen))


def labels_of(records: list[Record]) -> Labels:
    """The labels of records."""
    return np.array([str(record.label) for record in records])
