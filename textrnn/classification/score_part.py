"""The scores of the classifier beside those of the baselines, as the report shows them."""

from typing import Any

from textrnn.report.baselines import best_baseline, verdict, written_chance
from textrnn.report.never_predicted import never_predicted_sentences
from textrnn.report.report_page import Figure
from textrnn.report.score_part import Model, ScorePart, capitalized, models_of, with_interval
from textrnn.report.tables import in_percent, make_table, percent

SCORES = {"accuracy": "accuracy", "macro_f1": "macro-F1"}
HEADER = (
    "in %",
    "accuracy on valid",
    "accuracy on test (95 % interval)",
    "macro-F1 on test (95 % interval)",
    "McNemar's p",
)


def score_part(scores: dict[str, Any], documents: int) -> ScorePart:
    """That part, of all scores of the task; `documents` are those of test."""
    models = models_of(scores)
    chosen, _ = best_baseline(scores, "accuracy", max)
    rows = [
        (named(model, key == chosen), on_valid(model), *(cell(model, score) for score in SCORES), p_value(scores, key))
        for key, model in models.items()
    ]
    sentences = (comparison(scores, models, documents), leaders(models), *never_predicted_sentences(scores))
    return ScorePart(make_table("Scores of all models", HEADER, rows), sentences)


def named(model: Model, is_chosen: bool) -> str:
    """The name of a model, and whether it is the baseline that valid has chosen."""
    return f"{model.name} (best on valid)" if is_chosen else model.name


def on_valid(model: Model) -> str:
    """The accuracy on validation, by which the baseline is chosen."""
    return percent(model.scores["valid"]["accuracy"]) if "valid" in model.scores else ""


def headline(scores: dict[str, Any]) -> list[Figure]:
    """The numbers that are seen first."""
    models = models_of(scores)
    key, baseline = best_baseline(scores, "accuracy", max)
    accuracy = in_percent(baseline["test"]["accuracy"])
    beside = Figure(f"Accuracy of {models[key].name}", accuracy, "the best baseline on validation")
    return [*(figure(models["network"], score) for score in SCORES), beside]


def figure(model: Model, score: str) -> Figure:
    """A score of a model."""
    interval = model.intervals.get(score)
    note = "95 % interval {} – {}".format(*map(percent, interval)) if interval else ""
    return Figure(capitalized(SCORES[score]), in_percent(model.scores["test"][score]), note)


def cell(model: Model, score: str) -> str:
    """A score in the table."""
    return with_interval(percent(model.scores["test"][score]), model.intervals.get(score), 100, 2)


def p_value(scores: dict[str, Any], key: str) -> str:
    """The p-value of McNemar's test of the network against a baseline."""
    return written_chance(scores["comparisons"][key]["p_value"]) if key in scores["baselines"] else ""


def comparison(scores: dict[str, Any], models: dict[str, Model], documents: int) -> str:
    """How the network stands to the best baseline."""
    key, baseline = best_baseline(scores, "accuracy", max)
    test = scores["comparisons"][key]
    own, other = (in_percent(of["test"]["accuracy"]) for of in (scores["network"], baseline))
    return (
        f"The model gets {own} of {documents:,} test documents right; {models[key].name}, the best baseline "
        f"on validation, {other}. Only the model is right on {test['only_network_right']:,} of them, "
        f"only the baseline on {test['only_baseline_right']:,}. {verdict(scores)}"
    )


def leaders(models: dict[str, Model]) -> str:
    """Which baselines are ahead of the network, by however little."""
    network = models["network"].scores["test"]
    ahead = [
        f"{model.name} in {' and '.join(scores)}"
        for model in models.values()
        if model.is_baseline and (scores := better_scores(model.scores["test"], network))
    ]
    return f"Ahead of the model: {'; '.join(ahead)}." if ahead else "No baseline is ahead of the model."


def better_scores(baseline: dict[str, float], network: dict[str, float]) -> list[str]:
    """The scores of a baseline that are higher than those of the network, with both."""
    return [
        f"{name} ({percent(baseline[score])} to {in_percent(network[score])})"
        for score, name in SCORES.items()
        if baseline[score] > network[score]
    ]
