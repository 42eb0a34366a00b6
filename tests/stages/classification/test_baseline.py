import json
import random
from pathlib import Path
from typing import Any

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.svm import LinearSVC

from stages.classification.baseline import main, without_duplicates
from textrnn.data.records import SPLITS, Record, write_records
from textrnn.errors import InputError
from textrnn.files import read_json

PARAMS = (
    "task: {baseline: {pattern: '\\S+', longest_word_ngram: 2, longest_character_ngram: 3, "
    "svm_c: [0.01, 1.0, 3.0], logistic_c: 10.0, most_characters: 2000, most_weights: 1000}}\n"
)
WORDS = {
    "metal": ["gold", "golden", "mine", "silver", "ore", "ounce", "price", "of", "the"],
    "grain": ["corn", "barley", "wheat", "field", "tonne", "price", "of", "the"],
}


def drawn(count: int, seed: int) -> list[tuple[str, str]]:
    """Texts of random words, a third of them of the other class."""
    chance = random.Random(seed)
    labels = [chance.choice(list(WORDS)) for _ in range(count)]
    words = [[chance.choice(WORDS[chance.choice([label, label, *WORDS])]) for _ in range(5)] for label in labels]
    return [(" ".join(each), label) for each, label in zip(words, labels, strict=True)]


KNOWN = [("gold silver ore", "metal"), ("wheat corn", "grain"), ("gold mine", "metal"), ("corn barley", "grain")] * 3
TEST = [("golden mines", "metal"), ("wheat field", "grain"), ("", "metal")]
TEXTS = {"train": KNOWN, "valid": KNOWN[:2], "test": TEST}


def run_stage(folder: Path, texts: dict[str, list[tuple[str, str]]] = TEXTS, params: str = PARAMS) -> None:
    (folder / "params.yaml").write_text(params)
    (folder / "splits").mkdir(exist_ok=True)
    for split in SPLITS:
        write_records(folder / f"splits/{split}.jsonl", [Record(text, label, "s") for text, label in texts[split]])
    main("task", splits=folder / "splits", baselines=folder / "baselines")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def by_hand(*features: str, c: float) -> Any:
    """A linear SVM as scikit-learn's pages write it."""
    kinds = {
        "word": TfidfVectorizer(sublinear_tf=True, token_pattern=r"\S+", ngram_range=(1, 2)),  # noqa: S106  a pattern
        "character": TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(1, 3)),
    }
    return make_pipeline(FeatureUnion([(kind, kinds[kind]) for kind in features]), LinearSVC(C=c, random_state=0))


@pytest.mark.parametrize(
    ("name", "features"),
    [("word_svm", ["word"]), ("character_svm", ["character"]), ("word_character_svm", ["word", "character"])],
)
def test_an_svm_is_that_of_scikit_learn_with_the_best_c_on_valid(folder: Path, name: str, features: list[str]) -> None:
    texts = {split: drawn(count, seed) for seed, (split, count) in enumerate(zip(SPLITS, (40, 60, 60), strict=True))}
    run_stage(folder, texts)
    seen, valid, test = (list(zip(*texts[split], strict=True)) for split in SPLITS)
    fitted = {c: by_hand(*features, c=c).fit(*seen) for c in (0.01, 1.0, 3.0)}
    right = {c: (model.predict(valid[0]) == list(valid[1])).sum() for c, model in fitted.items()}
    best = max(right, key=right.__getitem__)
    assert len(set(right.values())) > 1  # The choice matters.
    predictions, scores = (read_json(folder / f"baselines/{file}.json") for file in ("predictions", "scores"))
    assert scores[name]["c"] == best
    assert predictions[name]["valid"] == fitted[best].predict(valid[0]).tolist()
    on_both = by_hand(*features, c=best).fit(*zip(*texts["train"], *texts["valid"], strict=True))
    assert predictions[name]["test"] == on_both.predict(test[0]).tolist()


def test_inside_words_a_character_model_finds_what_words_hide(folder: Path) -> None:
    run_stage(folder)
    predicted = read_json(folder / "baselines/predictions.json")["character_svm"]["test"]
    assert predicted[:2] == ["metal", "grain"]


def test_the_largest_class_of_what_was_seen(folder: Path) -> None:
    few, many = [("gold", "metal"), ("gold mine", "metal"), ("corn", "grain")], [("barley", "grain")] * 9
    run_stage(folder, {"train": few, "valid": many, "test": many})
    predicted = read_json(folder / "baselines/predictions.json")
    assert predicted["majority_class"] == {"valid": ["metal"] * 9, "test": ["grain"] * 9}
    assert predicted["word_svm"]["test"] == ["grain"] * 9
    assert read_json(folder / "baselines/without_duplicates.json") == [0]


def test_of_long_texts_characters_are_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    characters = sum(len(text) for text, _ in KNOWN)
    run_stage(folder, params=PARAMS.replace("most_characters: 2000", f"most_characters: {characters - 1}"))
    assert list(json.loads((folder / "baselines/scores.json").read_text())) == [
        "majority_class",
        "word_logistic_regression",
        "word_svm",
    ]
    assert f"baseline: {characters} characters of training text are more than task.baseline.most_char" in (
        capsys.readouterr().out
    )


def test_a_word_is_looked_for_in_lower_case_as_scikit_learn_does(folder: Path) -> None:
    shouted = {split: [(text.upper(), label) for text, label in pairs] for split, pairs in TEXTS.items()}
    run_stage(folder, shouted, PARAMS.replace("\\S+", "[a-z]+"))
    with pytest.raises(InputError, match=r"no training text has a word: look at task\.baseline\.pattern .* lower case"):
        run_stage(folder, shouted, PARAMS.replace("\\S+", "[A-Z]+"))


def test_a_document_is_a_duplicate_where_text_and_label_were_there_before() -> None:
    pairs = [("a", "x"), ("b", "x"), ("a", "x"), ("a", "y"), ("b", "x"), ("c", "x"), ("a", "y")]
    assert without_duplicates([Record(text, label, "s") for text, label in pairs]) == [0, 1, 3, 5]
