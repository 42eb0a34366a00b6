"""Publish: the final classifier, its tokenizer and scores -> a model to use and share, with its card."""

from pathlib import Path
from typing import Any

from pydantic import Field

from stages.command_line import run
from textrnn.classification.abstention import abstention
from textrnn.classification.card import headline, make_card
from textrnn.classification.predictions import TEST, VALID, Predictions
from textrnn.errors import reading
from textrnn.files import read_json, rounded
from textrnn.model.card import Publish, publish
from textrnn.model.layout import SVM, SVM_WEIGHTS
from textrnn.params.section import read_section


class Params(Publish):
    """Section `<task>.publish`."""

    min_accuracy: float | None = Field(
        gt=0,
        le=1,
        description="share of the answers on valid that `classify --abstain` has right; empty: it never abstains",
    )


def when_to_abstain(params: Params, evaluation: Path) -> dict[str, Any]:
    """The threshold below which it abstains, and what that does on test; None where it never does."""
    if params.min_accuracy is None:
        return {"abstention": None}
    valid, test = (Predictions.read(evaluation / name) for name in (VALID, TEST))
    return {"abstention": rounded(abstention(valid, test, params.min_accuracy).model_dump())}


def parts_of(choice: dict[str, Any]) -> dict[str, Any]:
    """The temperature of the classifier, and how much its SVM weighs, if it has one."""
    svm = {"svm": {"weight": choice["weight"]}} if choice["weight"] else {}
    return {"temperature": choice["temperature"]} | svm


def main(
    task: str, *, refitted: Path, tokenizer: Path, evaluation: Path, scores: Path, data: Path, model: Path
) -> None:
    """Write the model's folder, with its scores in its configuration and on its card."""
    params = read_section(f"{task}.publish", Params)
    ensemble = evaluation / "ensemble"
    with reading(ensemble / "scores.json"):
        more = when_to_abstain(params, ensemble) | parts_of(read_json(ensemble / "scores.json")["choice"])
    svm = [ensemble / name for name in (SVM, SVM_WEIGHTS)] if more.get("svm") else []
    paths = {"refitted": refitted, "tokenizer": tokenizer, "scores": scores, "data": data, "model": model}
    publish(params, headline, make_card, more, *svm, **paths)


if __name__ == "__main__":
    run(main)
