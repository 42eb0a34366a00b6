"""Labels that may be wrong, by confident learning (Northcutt 2021, arXiv:1911.00068).

A model that has not seen a document gives it probabilities. Where that of another label is at least what documents of
that label have on average, the given label is suspected.
"""

import warnings

import numpy as np
from numpy.typing import NDArray

from textrnn.classification.linear_models import LinearModels, Tfidf, logistic_regression
from textrnn.data.arrays import Integers
from textrnn.report.progress import track

SEED = 1
Probabilities = NDArray[np.float64]  # (documents, labels)


def out_of_fold(params: LinearModels, texts: list[str], labels: Integers, folds: int) -> Probabilities:
    """The probabilities that logistic regression gives each text after learning from the other folds.

    labels: (documents,), numbered from 0
    """
    probabilities = np.zeros((len(texts), int(labels.max()) + 1))
    features = Tfidf(params, ["word"]).fit_transform(texts)["word"]
    parts = split_folds(labels, folds)
    for train, held_out in track(parts, "suspects", len(parts), "folds"):
        known = np.unique(labels[train])
        if len(known) == 1:
            probabilities[held_out, known] = 1
            continue
        model = logistic_regression(params).fit(features[train], labels[train])
        probabilities[np.ix_(held_out, known)] = model.predict_proba(features[held_out])
    return probabilities


def split_folds(labels: Integers, folds: int) -> list[tuple[Integers, Integers]]:
    """For each fold the documents of the others and its own, each class in proportion; fewer where all are small."""
    from sklearn.model_selection import StratifiedKFold

    folds = min(folds, int(np.bincount(labels).max()))
    if folds < 2:
        return []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The least populated class")
        splitter = StratifiedKFold(folds, shuffle=True, random_state=SEED)
        return list(splitter.split(np.zeros(len(labels)), labels))


def find_suspects(probabilities: Probabilities, labels: Integers) -> tuple[Integers, Integers]:
    """The documents whose label may be wrong (suspects,), the surest first, and the label of each that fits better.

    Those off the diagonal of the confident joint, ranked by how much likelier the other label is.
    """
    rows = np.arange(len(labels))
    counts = np.bincount(labels, minlength=probabilities.shape[1])
    own = probabilities[rows, labels]
    thresholds = np.bincount(labels, own, probabilities.shape[1]) / counts.clip(min=1)
    confident = np.where((probabilities >= thresholds) & (probabilities > 0), probabilities, 0)
    likeliest = confident.argmax(axis=1)
    margins = confident[rows, likeliest] - own
    suspects = np.flatnonzero((likeliest != labels) & (confident[rows, likeliest] > 0))
    suspects = suspects[np.argsort(-margins[suspects], kind="stable")]
    return suspects, likeliest[suspects]
