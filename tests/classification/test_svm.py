"""The SVM beside a network, held against scikit-learn."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from textrnn.classification.linear_models import LinearModels, Tfidf, linear_svm
from textrnn.classification.ngrams import character_ngrams, word_ngrams
from textrnn.classification.svm import LinearSvm
from textrnn.classification.svm_fitting import svm_of
from textrnn.classification.svm_loading import read_svm
from textrnn.classification.svm_writing import write_svm
from textrnn.errors import InputError

TEXTS = [
    "Oil prices rose again, and oil shares rose too.",
    "Wheat  fell;\twheat fields were dry",
    "The bank raised rates. Rates!",
    "a b ab İstanbul ΣΑΣ ß",
    "corn and wheat and corn",
    "rates of the bank of banks",
]
LABELS = {3: ["oil", "grain", "bank", "oil", "grain", "bank"], 2: ["oil", "grain", "oil", "oil", "grain", "oil"]}
NEW = ["wheat prices of the bank rose", "", "x", "ß  ab, ab\nΣΑΣ oil oil oil"]
KINDS = [["word"], ["character"], ["word", "character"]]


def params(**changes: Any) -> LinearModels:
    values = {"pattern": r"\w+", "longest_word_ngram": 2, "longest_character_ngram": 4, "svm_c": [1.0]}
    return LinearModels.model_validate(values | {"logistic_c": 1.0, "pattern": re.compile(r"\w+")} | changes)


def fitted(kinds: list[str], classes: int, most: int = 10**6, **changes: Any) -> tuple[Any, Tfidf, LinearSvm]:
    settings = params(**changes)
    tfidf = Tfidf(settings, kinds)
    features = tfidf.fit_transform(TEXTS)
    svm = linear_svm(1.0).fit(hstack([features[kind] for kind in kinds], format="csr"), LABELS[classes])
    return svm, tfidf, svm_of(svm, kinds, tfidf, settings, most)


def margins(svm: Any, tfidf: Tfidf, kinds: list[str]) -> Any:
    features = tfidf.transform(NEW)
    found = svm.decision_function(hstack([features[kind] for kind in kinds], format="csr"))
    return found if found.ndim == 2 else np.stack([-found, found], axis=1)


@pytest.mark.parametrize("text", [*TEXTS, *NEW])
def test_ngrams_are_those_of_scikit_learn(text: str) -> None:
    vectorizer = TfidfVectorizer(token_pattern=r"\w+", ngram_range=(1, 3))  # noqa: S106
    words = vectorizer.build_analyzer()(text)
    assert sorted(word_ngrams(re.findall(r"\w+", text.lower()), 3)) == sorted(words)
    inside = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4)).build_analyzer()(text)
    assert [ngram for word in text.lower().split() for ngram in character_ngrams(word, 4)] == inside


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("kinds", KINDS)
@pytest.mark.parametrize("pattern", [r"\w+", r"(\w\w)\w*"])
def test_all_of_it_has_the_margins_of_scikit_learn(kinds: list[str], classes: int, pattern: str) -> None:
    svm, tfidf, part = fitted(kinds, classes, pattern=re.compile(pattern))
    np.testing.assert_allclose(part.scores(NEW), margins(svm, tfidf, kinds), atol=1e-6)
    assert part.scores([]).shape == (0, classes)
    np.testing.assert_allclose(part.scaled(2.5).scores(NEW), 2.5 * margins(svm, tfidf, kinds), atol=1e-5)


@pytest.mark.parametrize("kinds", KINDS)
def test_the_largest_weights_are_kept(kinds: list[str]) -> None:
    svm, tfidf, part = fitted(kinds, 3, most=3 * 7 + 2)
    names = [name for kind in kinds for name in tfidf.vectorizers[kind].get_feature_names_out()]
    norms = np.linalg.norm(svm.coef_, axis=0)
    kept = [ngram for features in part.kinds.values() for ngram in features.vocabulary]
    assert len(kept) == 7
    assert sorted(kept) == sorted(names[place] for place in np.argsort(-norms, kind="stable")[:7])
    # Nothing else is a part of a text's length.
    alone = next(iter(part.kinds.values()))
    if alone.vocabulary and kinds == ["word"]:
        ngram = min(alone.vocabulary, key=len)
        expected = alone.weights[alone.vocabulary[ngram]] + part.intercept
        np.testing.assert_allclose(part.scores([f"{ngram} unheard of"])[0], expected, atol=1e-6)


def test_it_comes_back_from_its_files(tmp_path: Path) -> None:
    _, _, part = fitted(["word", "character"], 3)
    write_svm(tmp_path, part)
    again = read_svm(tmp_path, 3)
    assert np.array_equal(again.scores(NEW), part.scores(NEW))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["svm.json", "svm.safetensors"]


def damage(folder: Path, kind: str) -> None:
    path, tensors = folder / "svm.json", safetensors.numpy.load_file(folder / "svm.safetensors")
    values = json.loads(path.read_text())
    match kind:
        case "missing":
            path.unlink()
        case "no JSON":
            path.write_text("{")
        case "groups":
            path.write_text(json.dumps(values | {"pattern": "(a)(b)"}))
        case "twice":
            path.write_text(json.dumps(values | {"words": ["a"] * len(values["words"])}))
        case "fewer":
            path.write_text(json.dumps(values | {"words": values["words"][:-1]}))
        case "unknown":
            path.write_text(json.dumps(values | {"code": "import os"}))
        case "NaN":
            tensors["intercept"][0] = np.nan
        case "type":
            tensors["intercept"] = tensors["intercept"].astype(np.float64)
        case "lost":
            del tensors["words.idf"]
    safetensors.numpy.save_file(tensors, folder / "svm.safetensors")


@pytest.mark.parametrize(
    "kind", ["missing", "no JSON", "groups", "twice", "fewer", "unknown", "NaN", "type", "lost", "classes"]
)
def test_what_is_damaged_is_refused(tmp_path: Path, kind: str) -> None:
    write_svm(tmp_path, fitted(["word", "character"], 3)[2])
    damage(tmp_path, kind)
    with pytest.raises(InputError, match=r"svm\.(json|safetensors)"):
        read_svm(tmp_path, 4 if kind == "classes" else 3)


def test_an_ngram_that_is_too_long_to_be_loaded_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textrnn.classification.svm_fitting.LONGEST_NGRAM", 9)
    part = fitted(["word", "character"], 3)[2]
    assert max(map(len, part.words.vocabulary if part.words else [])) == 9
    assert len(part.kinds["characters"].vocabulary) == len(fitted(["character"], 3)[2].kinds["characters"].vocabulary)


def test_a_word_counts_each_time_whether_it_is_remembered_or_too_long_for_that() -> None:
    long = "x" * 40
    texts = [f"{long} ab {long} ab ab", "ab ab ab"]
    tfidf = Tfidf(params(), ["character"])
    features = tfidf.fit_transform([*texts, "c"])["character"]
    svm = linear_svm(1.0).fit(features, ["a", "b", "a"])
    part = svm_of(svm, ["character"], tfidf, params(), 10**6)
    for _ in range(2):
        margins_of_second = svm.decision_function(tfidf.transform(texts)["character"])
        np.testing.assert_allclose(part.scores(texts)[:, 1], margins_of_second, atol=1e-6)
