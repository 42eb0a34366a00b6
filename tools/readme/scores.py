"""Tables of one run's scores, as metrics/<task>/scores.json has them."""

from dataclasses import dataclass
from typing import Any

from textrnn.report.baselines import BASELINES
from textrnn.report.markdown import table

Scores = dict[str, Any]  # By split, then by the name of the score.

CLASSIFIER = "**Embedding + LSTM**"
WITH_SVM = "**The model: both together**"
GENERATOR = "**Stacked LSTMs**, as trained"
DYNAMIC = "**Stacked LSTMs**, dynamic evaluation"
ZERO_STATE = "The same, as trained, each window from a zero state"


@dataclass(frozen=True)
class Column:
    """One score on one split, and how its numbers are written."""

    heading: str
    split: str
    score: str
    digits: int
    factor: int = 1

    def cell(self, scores: Scores) -> str:
        """The number; nothing where a model has no such score."""
        value = scores[self.split].get(self.score)
        return "" if value is None else f"{self.factor * value:.{self.digits}f}"


ACCURACIES = [
    Column(f"{split} {heading}", split, score, digits=2, factor=100)
    for split in ("valid", "test")
    for heading, score in (("accuracy", "accuracy"), ("macro-F1", "macro_f1"))
]
BITS = [Column(f"{split} bits per character", split, "bits_per_character", digits=3) for split in ("valid", "test")]


def score_table(models: dict[str, Scores], columns: list[Column]) -> str:
    """A row for each model, a column for each score."""
    return table(
        ["", *(column.heading for column in columns)],
        [[name, *(column.cell(scores) for column in columns)] for name, scores in models.items()],
    )


def baselines(scores: Scores) -> dict[str, Scores]:
    """The scores of the baselines, by their names in tables."""
    return {name: scores["baselines"][key] for key, name in BASELINES.items() if key in scores["baselines"]}


def classifiers(scores: Scores) -> dict[str, Scores]:
    """The scores of the network, and where an SVM is a part of the model of both together, by their names in tables."""
    if "network_alone" not in scores:
        return {CLASSIFIER: scores["network"]}
    return {CLASSIFIER: scores["network_alone"], WITH_SVM: scores["network"]}


def classifier_scores(scores: Scores) -> str:
    """Accuracy and macro-F1 in %, and the loss, of the baselines and the network."""
    models = {**baselines(scores), **classifiers(scores)}
    return score_table(models, [*ACCURACIES, Column("test loss", "test", "loss", digits=3)])


def generator_scores(scores: Scores) -> str:
    """Bits per character, loss per token and perplexity of the baselines and the network."""
    networks = {DYNAMIC: "dynamic_eval", GENERATOR: "network", ZERO_STATE: "zero_state"}
    models = {**baselines(scores), **{name: scores[key] for name, key in networks.items()}}
    more = [
        Column("test loss per token", "test", "loss", digits=3),
        Column("test perplexity", "test", "perplexity", digits=1),
    ]
    return score_table(models, [*BITS, *more])
