"""Baseline: the largest class, and linear models of TF-IDF features -> their predictions and scores, the best SVM."""

from pathlib import Path
from typing import Any

from pydantic import Field

from stages.command_line import run
from textrnn.classification.candidates import Candidates, Round, choose_all, labels_of
from textrnn.classification.linear_models import LinearModels, Tfidf, linear_svm, logistic_regression
from textrnn.classification.svm_fitting import svm_of
from textrnn.classification.svm_writing import write_svm
from textrnn.data.records import SPLITS, Record, read_records
from textrnn.errors import InputError
from textrnn.files import replacing, write_json, write_metrics
from textrnn.params.section import read_section

SVMS = ("word_svm", "character_svm", "word_character_svm")


class Params(LinearModels):
    """Section `<task>.baseline`."""

    most_characters: int = Field(
        ge=0, le=10**12, description="of more training text, n-grams of characters are left out"
    )
    most_weights: int = Field(
        gt=0,
        le=2 * 10**7,
        description="of the best SVM, which a classifier may get as a part: its smallest are left out",
    )


def make_candidates(params: Params, *, has_characters: bool) -> dict[str, Candidates]:
    """The largest class; logistic regression of words; linear SVMs of words, of characters, of both."""
    # Imported here, as it takes a second: what is wrong with params or data is said before.
    from sklearn.dummy import DummyClassifier

    svms = [linear_svm(c) for c in params.svm_c]
    of_words = {
        "majority_class": Candidates(("word",), [DummyClassifier()]),
        "word_logistic_regression": Candidates(("word",), [logistic_regression(params)]),
        "word_svm": Candidates(("word",), svms),
    }
    of_characters = {
        "character_svm": Candidates(("character",), svms),
        "word_character_svm": Candidates(("word", "character"), svms),
    }
    return of_words | (of_characters if has_characters else {})


def score(rounds: dict[str, Round], splits: dict[str, list[Record]]) -> dict[str, Any]:
    """Accuracy and macro-F1 of each model on valid and test, and the C that was chosen for SVMs."""
    from textrnn.classification.metrics import score_labels

    scores: dict[str, dict[str, Any]] = {}
    for split, fitted in rounds.items():
        for name, each in fitted.models.items():
            scores.setdefault(name, {})[split] = score_labels(labels_of(splits[split]), each.predictions)
            scores[name] |= {"c": each.model.C} if name in SVMS else {}
    return scores


def write_best_svm(folder: Path, rounds: dict[str, Round], candidates: dict[str, Candidates], params: Params) -> None:
    """Write the SVM that is most accurate on valid: as fitted on train, and on train and valid."""
    svms = rounds["valid"].models
    best = max((name for name in SVMS if name in svms), key=lambda name: svms[name].right)
    for name, split in {"chosen": "valid", "refitted": "test"}.items():
        (folder / name).mkdir(parents=True)
        model, kinds = rounds[split].models[best].model, candidates[best].features
        part = svm_of(model, kinds, rounds[split].tfidf, params, params.most_weights)
        write_svm(folder / name, part)


def without_duplicates(records: list[Record]) -> list[int]:
    """The numbers of the records whose text has not been there before with the same label."""
    first: dict[tuple[str, str | None], int] = {}
    for number, record in enumerate(records):
        first.setdefault((record.text, record.label), number)
    return list(first.values())


def characters_fit(records: list[Record], task: str, params: Params) -> bool:
    """Whether n-grams of characters fit into memory; prints it if not."""
    characters = sum(len(record.text) for record in records)
    if characters <= params.most_characters:
        return True
    print(
        f"baseline: {characters:,} characters of training text are more than {task}.baseline.most_characters, "
        f"{params.most_characters:,}: n-grams of characters are left out"
    )
    return False


def main(task: str, *, splits: Path, baselines: Path) -> None:
    """Fit, choose and score all models."""
    params = read_section(f"{task}.baseline", Params)
    records = {name: list(read_records(splits / f"{name}.jsonl")) for name in SPLITS}
    if not any(params.pattern.search(record.text.lower()) for record in records["train"]):
        where = f"{task}.baseline.pattern in params.yaml"
        raise InputError(f"no training text has a word: look at {where}, which is given texts in lower case")
    has_characters = characters_fit(records["train"], task, params)
    candidates = make_candidates(params, has_characters=has_characters)
    kinds = ["word", "character"] if has_characters else ["word"]
    rounds = dict(zip(("valid", "test"), choose_all(candidates, lambda: Tfidf(params, kinds), records), strict=True))
    with replacing(baselines) as folder:
        folder.mkdir()
        write_json(
            folder / "linear_models.json", params.model_dump(mode="json", include=set(LinearModels.model_fields))
        )
        write_best_svm(folder / "svm", rounds, candidates, params)
        lists = {
            name: {split: fitted.models[name].predictions.tolist() for split, fitted in rounds.items()}
            for name in candidates
        }
        write_json(folder / "predictions.json", lists)
        write_json(folder / "without_duplicates.json", without_duplicates(records["test"]))
        write_metrics(folder / "scores.json", score(rounds, records))


if __name__ == "__main__":
    run(main)
