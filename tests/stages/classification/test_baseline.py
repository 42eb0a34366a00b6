import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from stages.classification.baseline import Params, main, make_models, predict, without_duplicates
from textrnn.data.records import Record, write_records

SEEN = [Record("gold silver ore", "metal", "s"), Record("wheat corn", "grain", "s"), Record("gold mine", "metal", "s")]
ASKED = [Record("corn corn", "grain", "s"), Record("silver", "metal", "s"), Record("", "metal", "s")]


def models(longest_ngram: int) -> dict[str, Any]:
    return make_models(Params(pattern=re.compile(r"\S+"), longest_ngram=longest_ngram, svm_c=1.0, logistic_c=10.0))


def test_the_largest_class() -> None:
    assert predict(models(1)["majority_class"], SEEN, ASKED) == ["metal"] * 3


@pytest.mark.parametrize("name", ["tfidf_svm", "tfidf_logistic_regression"])
def test_words_decide(name: str) -> None:
    found = predict(models(2)[name], SEEN, ASKED)
    assert found[:2] == ["grain", "metal"]


@pytest.mark.parametrize("name", ["tfidf_svm", "tfidf_logistic_regression"])
def test_features_are_logarithmic_tf_idf(name: str) -> None:
    model = models(1)[name]
    texts = ["gold gold gold corn", "corn"]
    features = model[0].fit_transform(texts).toarray()[0]  # columns: corn, gold
    weights = [1 * (math.log(3 / 3) + 1), (1 + math.log(3)) * (math.log(3 / 2) + 1)]
    length = math.hypot(*weights)
    assert features.tolist() == pytest.approx([weight / length for weight in weights])


def test_an_ngram_is_a_feature_as_long_as_asked_for() -> None:
    for longest, count in ((1, 2), (2, 3)):
        assert models(longest)["tfidf_svm"][0].fit_transform(["gold mine"]).shape[1] == count


def test_test_is_predicted_after_valid_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(
        "task: {baseline: {pattern: '\\S+', longest_ngram: 1, svm_c: 1.0, logistic_c: 10.0}}\n"
    )
    Path("splits").mkdir()
    known = [Record("gold", "metal", "s"), Record("gold mine", "metal", "s"), Record("corn", "grain", "s")]
    only_in_valid = [Record("barley", "grain", "s")] * 9
    for name, records in {"train": known, "valid": only_in_valid, "test": only_in_valid}.items():
        write_records(Path(f"splits/{name}.jsonl"), records)
    main("task", splits=Path("splits"), baselines=Path("baselines"))
    predicted = json.loads(Path("baselines/predictions.json").read_text())
    assert predicted["majority_class"] == {"valid": ["metal"] * 9, "test": ["grain"] * 9}
    assert predicted["tfidf_svm"]["test"] == ["grain"] * 9
    assert json.loads(Path("baselines/without_duplicates.json").read_text()) == [0]


def test_a_document_is_a_duplicate_where_text_and_label_were_there_before() -> None:
    pairs = [("a", "x"), ("b", "x"), ("a", "x"), ("a", "y"), ("b", "x"), ("c", "x"), ("a", "y")]
    assert without_duplicates([Record(text, label, "s") for text, label in pairs]) == [0, 1, 3, 5]
