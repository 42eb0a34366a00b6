"""Errors: test documents, predictions and the network -> the documents that it gets wrong, and what moved it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import Field

from stages.command_line import run
from textrnn.classification.explanation import Word, explain
from textrnn.classification.loading import load_network
from textrnn.classification.predictions import COLUMNS, TEST, Predictions
from textrnn.classification.svm_loading import read_svm
from textrnn.classifier import Classifier
from textrnn.data.records import read_records
from textrnn.data.tokenizer import read_tokenizer
from textrnn.data.truncation import Truncation
from textrnn.errors import InputError, reading
from textrnn.files import read_json, write_metrics, write_rows
from textrnn.model.layout import CONFIG
from textrnn.params.section import Section, read_section
from textrnn.report.progress import track

STRONGEST = 5  # Words that are named for a prediction, and against it.
CONFUSIONS, EXAMPLES = 10, 3
LONGEST_EXAMPLE = 600  # Characters.
MOST_SHOWN = 200  # Mistakes that the report shows; all are in the table.


class Params(Section):
    """Section `<task>.errors`."""

    explained: int = Field(
        ge=0, le=1_000_000, description="errors whose words are weighed, the surest first; that takes a second each"
    )
    most_words: int = Field(gt=0, le=65_536, description="words of a document that are weighed, from its start")


class Mistake(NamedTuple):
    """A wrong prediction, with the words that moved it; none where it is not explained."""

    document: int
    actual: str
    predicted: str
    probability: float
    runner_up: str
    runner_up_probability: float
    text: str
    words: list[Word]

    def row(self) -> list[Any]:
        """Its row in the table."""
        return [*self[:-2], ", ".join(f"{word.name} {word.weight:+.2f}" for word in self.words), self.text]


def find_mistakes(predictions: Predictions, texts: list[str], classifier: Classifier, params: Params) -> list[Mistake]:
    """All wrong predictions, the surest first.

    Raises:
        InputError: there is not one text for each prediction.
    """
    if len(texts) != len(predictions.actual):
        raise InputError(f"{len(predictions.actual)} predictions are of {len(texts)} texts; dvc repro makes them again")
    wrong = np.flatnonzero(~predictions.is_right)
    wrong = wrong[np.argsort(-predictions.probability[wrong], kind="stable")]
    columns: list[list[Any]] = [getattr(predictions, name)[wrong].tolist() for name in COLUMNS[1:]]
    rows = zip(wrong.tolist(), *columns, strict=True)
    found = [Mistake._make([*row, texts[row[0]], []]) for row in rows]
    weighed = found[: params.explained]
    with_words = [
        mistake._replace(words=strongest_words(classifier, mistake, params))
        for mistake in track(weighed, "explain", len(weighed), "errors")
    ]
    return with_words + found[len(weighed) :]


def strongest_words(classifier: Classifier, mistake: Mistake, params: Params) -> list[Word]:
    """The words that speak most for the predicted label, then those most against it."""
    explanation = explain(classifier, mistake.text, mistake.predicted, params.most_words)
    return [*explanation.strongest(STRONGEST), *explanation.strongest(-STRONGEST)]


def largest_confusions(mistakes: list[Mistake], documents: Counter[str]) -> Iterator[dict[str, Any]]:
    """The pairs of classes that are confused most often, with the surest mistakes of each.

    documents: how many test documents each class has
    """
    counts = Counter((mistake.actual, mistake.predicted) for mistake in mistakes)
    for (actual, predicted), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:CONFUSIONS]:
        own = [mistake for mistake in mistakes if (mistake.actual, mistake.predicted) == (actual, predicted)]
        yield {
            "actual": actual,
            "predicted": predicted,
            "documents": count,
            "documents_of_class": documents[actual],
            "examples": [example(mistake) for mistake in own[:EXAMPLES]],
        }


def surest_of_each(mistakes: list[Mistake]) -> list[Mistake]:
    """As many mistakes as are shown, in their order: the surest of each confusion, then the next surest, and so on."""
    seen: Counter[tuple[str, str]] = Counter()
    turns: list[int] = []
    for mistake in mistakes:
        pair = (mistake.actual, mistake.predicted)
        turns.append(seen[pair])
        seen[pair] += 1
    first = sorted(range(len(mistakes)), key=lambda place: (turns[place], place))[:MOST_SHOWN]
    return [mistakes[place] for place in sorted(first)]


def example(mistake: Mistake) -> dict[str, Any]:
    """A mistake as JSON, a long text cut."""
    names = ("document", "probability", "runner_up", "runner_up_probability")
    words = [[word.name, word.weight] for word in mistake.words]
    text = mistake.text[:LONGEST_EXAMPLE] + ("…" if len(mistake.text) > LONGEST_EXAMPLE else "")
    return {name: getattr(mistake, name) for name in names} | {"words": words, "text": text}


def load(refitted: Path, tokenizer: Path, ensemble: Path) -> Classifier:
    """The final network with the SVM beside it, to be asked about texts.

    Raises:
        InputError: a part of it is damaged.
    """
    network = load_network(refitted)
    with reading(refitted / CONFIG):
        truncation = Truncation(**read_json(refitted / CONFIG)["truncation"])
    with reading(ensemble / "scores.json"):
        choice = read_json(ensemble / "scores.json")["choice"]
        network.temperature = float(choice["temperature"])
        has_svm = choice["weight"] > 0
    svm = read_svm(ensemble, len(network.labels)) if has_svm else None
    return Classifier(network, read_tokenizer(tokenizer), truncation, svm=svm)


def main(
    task: str, *, splits: Path, refitted: Path, tokenizer: Path, evaluation: Path, mistakes: Path, summary: Path
) -> None:
    """Write all mistakes on test as a table, and what the report shows of them: mistakes and the largest confusions."""
    params = read_section(f"{task}.errors", Params)
    predictions = Predictions.read(evaluation / TEST)
    texts = [record.text for record in read_records(splits / "test.jsonl")]
    found = find_mistakes(predictions, texts, load(refitted, tokenizer, evaluation), params)
    write_rows(mistakes, [*COLUMNS, "words", "text"], (mistake.row() for mistake in found))
    documents = Counter(predictions.actual.tolist())
    shown = [
        example(mistake) | {"actual": mistake.actual, "predicted": mistake.predicted}
        for mistake in surest_of_each(found)
    ]
    largest = list(largest_confusions(found, documents))
    write_metrics(summary, {"count": len(found), "mistakes": shown, "confusions": largest})


if __name__ == "__main__":
    run(main)
