import re

from sklearn.dummy import DummyClassifier
from sklearn.pipeline import make_pipeline

from stages.classification.baseline import Params, predict, tfidf_svm
from textrnn.records import Record

SEEN = [Record("gold silver ore", "metal", "s"), Record("wheat corn", "grain", "s"), Record("gold mine", "metal", "s")]
ASKED = [Record("corn corn", "grain", "s"), Record("silver", "metal", "s"), Record("", "metal", "s")]


def test_the_largest_class() -> None:
    assert predict(make_pipeline(DummyClassifier()), SEEN, ASKED) == ["metal"] * 3


def test_words_decide() -> None:
    found = predict(tfidf_svm(Params(pattern=re.compile(r"\S+"), longest_ngram=2, c=1.0)), SEEN, ASKED)
    assert found[:2] == ["grain", "metal"]
