"""Linear models of TF-IDF features: what the network is held against, and what doubts the labels of training."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from textrnn.params.section import Section


def one_group(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Refuse a pattern of which it is not clear what part is the word."""
    if pattern.groups > 1:
        raise ValueError("at most one group in parentheses, the word; begin the others with (?:")
    return pattern


class LinearModels(Section):
    """How they read a text, and how much they are regularized."""

    pattern: Annotated[re.Pattern[str], AfterValidator(one_group)] = Field(description="regular expression of a word")
    longest_ngram: int = Field(gt=0, le=10, description="words of the longest n-gram")
    svm_c: float = Field(ge=1e-4, le=1e4, description="the SVM's inverse regularization")
    logistic_c: float = Field(ge=1e-4, le=1e4, description="that of logistic regression")


def tfidf(params: LinearModels) -> Any:
    """Logarithmic TF-IDF, L2-normed."""
    # Imported here, as it takes a second: what is wrong with params or data is said before.
    from sklearn.feature_extraction.text import TfidfVectorizer

    ngrams = (1, params.longest_ngram)
    return TfidfVectorizer(sublinear_tf=True, token_pattern=params.pattern.pattern, ngram_range=ngrams)


def logistic_regression(params: LinearModels) -> Any:
    """Logistic regression (multinomial)."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=params.logistic_c, max_iter=1000)


def linear_svm(params: LinearModels) -> Any:
    """One-vs-rest linear SVMs."""
    from sklearn.svm import LinearSVC

    return LinearSVC(C=params.svm_c, random_state=0)
