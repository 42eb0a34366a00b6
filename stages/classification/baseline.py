"""Baseline: what one would use instead of a network: the largest class, and TF-IDF with a linear SVM."""

import re
from pathlib import Path

from pydantic import Field
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from textrnn.command import run
from textrnn.files import write_json
from textrnn.params import Section, read_section
from textrnn.records import SPLITS, Record, read_records


class Params(Section):
    """Section `<task>.baseline`."""

    pattern: re.Pattern[str] = Field(description="regular expression of a word")
    longest_ngram: int = Field(gt=0, description="words of the longest n-gram")
    c: float = Field(gt=0, description="the SVM's inverse regularization")


def tfidf_svm(params: Params) -> Pipeline:
    """Logarithmic TF-IDF, L2-normed, and one-vs-rest linear SVMs."""
    tfidf = TfidfVectorizer(
        sublinear_tf=True, token_pattern=params.pattern.pattern, ngram_range=(1, params.longest_ngram)
    )
    return make_pipeline(tfidf, LinearSVC(C=params.c, random_state=0))


def predict(model: Pipeline, seen: list[Record], asked: list[Record]) -> list[str]:
    """Fit a model on the records seen; its labels for those asked."""
    model.fit([record.text for record in seen], [record.label for record in seen])
    predicted: list[str] = model.predict([record.text for record in asked]).tolist()
    return predicted


def main(task: str, splits: Path, predictions: Path) -> None:
    """Predict valid after fitting on train, and test after fitting on both, as nothing is chosen on valid."""
    params = read_section(f"{task}.baseline", Params)
    train, valid, test = (list(read_records(splits / f"{name}.jsonl")) for name in SPLITS)
    models = {"majority_class": make_pipeline(DummyClassifier()), "tfidf_svm": tfidf_svm(params)}
    write_json(
        predictions,
        {
            name: {"valid": predict(model, train, valid), "test": predict(model, train + valid, test)}
            for name, model in models.items()
        },
    )


if __name__ == "__main__":
    run(main)
