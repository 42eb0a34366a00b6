"""Makes the SVM beside a network of one that scikit-learn has fitted, its smallest weights left out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textrnn.classification.linear_models import LinearModels, Tfidf
from textrnn.classification.svm import LONGEST_NGRAM, Features, LinearSvm


def svm_of(svm: Any, kinds: Sequence[str], tfidf: Tfidf, params: LinearModels, most_weights: int) -> LinearSvm:
    """A fitted `LinearSVC` with the features that it reads, by the kinds of n-grams that stand side by side.

    Of its weights so many are kept: those of the n-grams whose weights for all classes together are largest.
    """
    weights, intercept = both_sides(svm.coef_), both_sides(svm.intercept_[None].T).ravel()
    names_of = {kind: tfidf.vectorizers[kind].get_feature_names_out() for kind in kinds}
    usable = np.concatenate([[len(name) <= LONGEST_NGRAM for name in names] for names in names_of.values()])
    kept = largest(weights * usable, min(most_weights // len(weights), int(usable.sum())))
    parts: dict[str, Features] = {}
    start = 0
    for kind, names in names_of.items():
        vectorizer = tfidf.vectorizers[kind]
        own = kept[(kept >= start) & (kept < start + len(names))]
        ngrams = names[own - start].tolist()
        idf, columns = vectorizer.idf_[own - start], weights[:, own].T
        vocabulary = {ngram: number for number, ngram in enumerate(ngrams)}
        parts[kind] = Features(vocabulary, idf.astype(np.float32), np.ascontiguousarray(columns, np.float32))
        start += len(names)
    return LinearSvm(
        params.pattern,
        params.longest_word_ngram,
        params.longest_character_ngram,
        parts.get("word"),
        parts.get("character"),
        intercept.astype(np.float32),
    )


def both_sides(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """A row for each class: of two classes scikit-learn has only that of the second one."""
    return np.concatenate([-values, values]) if len(values) == 1 else values


def largest(weights: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """The numbers of the features (classes, features) with the largest norms, in their order."""
    norms = np.square(weights).sum(axis=0)
    found: NDArray[np.int64] = np.sort(np.argsort(-norms, kind="stable")[:count])
    return found
