"""Baseline: what one would use instead of a network: the largest class, and linear models of TF-IDF features."""

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from stages.command_line import run
from textrnn.data.records import SPLITS, Record, read_records
from textrnn.errors import InputError
from textrnn.files import write_json
from textrnn.params.section import Section, read_section
from textrnn.report.progress import track


def one_group(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Refuse a pattern of which it is not clear what part is the word."""
    if pattern.groups > 1:
        raise ValueError("at most one group in parentheses, the word; begin the others with (?:")
    return pattern


class Params(Section):
    """Section `<task>.baseline`."""

    pattern: Annotated[re.Pattern[str], AfterValidator(one_group)] = Field(description="regular expression of a word")
    longest_ngram: int = Field(gt=0, le=10, description="words of the longest n-gram")
    svm_c: float = Field(ge=1e-4, le=1e4, description="the SVM's inverse regularization")
    logistic_c: float = Field(ge=1e-4, le=1e4, description="that of logistic regression")


def make_models(params: Params) -> dict[str, Any]:
    """The largest class; logarithmic TF-IDF, L2-normed, with logistic regression and with one-vs-rest linear SVMs."""
    # Imported here, as it takes a second: what is wrong with params or data is said before.
    from sklearn.dummy import DummyClassifier
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    def tfidf(model: Any) -> Any:
        ngrams = (1, params.longest_ngram)
        return make_pipeline(
            TfidfVectorizer(sublinear_tf=True, token_pattern=params.pattern.pattern, ngram_range=ngrams), model
        )

    return {
        "majority_class": DummyClassifier(),
        "tfidf_logistic_regression": tfidf(LogisticRegression(C=params.logistic_c, max_iter=1000)),
        "tfidf_svm": tfidf(LinearSVC(C=params.svm_c, random_state=0)),
    }


def predict(model: Any, seen: list[Record], asked: list[Record]) -> list[str]:
    """Fit a model on the records seen; its labels for those asked."""
    model.fit([record.text for record in seen], [record.label for record in seen])
    predicted: list[str] = model.predict([record.text for record in asked]).tolist()
    return predicted


def main(task: str, splits: Path, predictions: Path) -> None:
    """Predict valid after fitting on train, and test after fitting on both, as nothing is chosen on valid."""
    params = read_section(f"{task}.baseline", Params)
    train, valid, test = (list(read_records(splits / f"{name}.jsonl")) for name in SPLITS)
    if not any(params.pattern.search(record.text) for record in train):
        raise InputError(f"no training text has a word: look at {task}.baseline.pattern in params.yaml")
    models = make_models(params)
    found: dict[str, dict[str, list[str]]] = {name: {} for name in models}
    for name in track(models, "baseline", len(models), "models"):
        found[name] = {
            "valid": predict(models[name], train, valid),
            "test": predict(models[name], train + valid, test),
        }
    write_json(predictions, found)


if __name__ == "__main__":
    run(main)
