"""Linear models of TF-IDF features: what the network is held against, and what doubts the labels of training."""

import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from textrnn.params.section import Section

Matrix = Any  # of scipy.sparse: a row for each text


def one_group(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Refuse a pattern of which it is not clear what part is the word."""
    if pattern.groups > 1:
        raise ValueError("at most one group in parentheses, the word; begin the others with (?:")
    return pattern


C = Annotated[float, Field(ge=1e-4, le=1e4)]


class LinearModels(Section):
    """How they read a text, and how much they are regularized."""

    pattern: Annotated[re.Pattern[str], AfterValidator(one_group)] = Field(description="regular expression of a word")
    longest_word_ngram: int = Field(gt=0, le=10, description="words of the longest n-gram")
    longest_character_ngram: int = Field(gt=0, le=10, description="characters of the longest n-gram inside a word")
    svm_c: list[C] = Field(min_length=1, max_length=20, description="inverse regularizations that SVMs try on valid")
    logistic_c: C = Field(description="that of logistic regression")


class Tfidf:
    """Logarithmic TF-IDF, L2-normed, of words and of what is inside words: their n-grams of characters."""

    def __init__(self, params: LinearModels, kinds: Iterable[str]) -> None:
        # Imported here, as it takes a second: what is wrong with params or data is said before.
        from sklearn.feature_extraction.text import TfidfVectorizer

        reading = {
            "word": {"token_pattern": params.pattern.pattern, "ngram_range": (1, params.longest_word_ngram)},
            "character": {"analyzer": "char_wb", "ngram_range": (1, params.longest_character_ngram)},
        }
        self.vectorizers = {kind: TfidfVectorizer(sublinear_tf=True, **reading[kind]) for kind in kinds}

    def fit_transform(self, texts: list[str]) -> dict[str, Matrix]:
        """Features of each kind of the texts from which they are learned."""
        return {kind: vectorizer.fit_transform(texts) for kind, vectorizer in self.vectorizers.items()}

    def transform(self, texts: list[str]) -> dict[str, Matrix]:
        """Features of each kind of other texts."""
        return {kind: vectorizer.transform(texts) for kind, vectorizer in self.vectorizers.items()}


def logistic_regression(params: LinearModels) -> Any:
    """Logistic regression (multinomial)."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=params.logistic_c, max_iter=1000)


def linear_svm(c: float) -> Any:
    """One-vs-rest linear SVMs."""
    from sklearn.svm import LinearSVC

    return LinearSVC(C=c, random_state=0)
