"""The scores of the generator beside those of the baselines, as the report shows them."""

from collections.abc import Iterator
from typing import Any

from textrnn.report.baselines import best_baseline, harm_of_learning
from textrnn.report.report_page import Figure
from textrnn.report.score_part import Model, ScorePart, capitalized, models_of, with_interval
from textrnn.report.tables import make_table

BITS = "bits_per_character"
HEADER = ("on test", "bits per character (95 % interval)", "perplexity of a token")
ADAPTIVE = (
    "PPMd learns from the text that it compresses, as dynamic evaluation does from the text that it scores: compare "
    "these two."
)


def score_part(scores: dict[str, Any]) -> ScorePart:
    """That part, of all scores of the task."""
    models = models_of(scores)
    rows = [(model.name, bits(model), perplexity(model)) for model in models.values()]
    return ScorePart(make_table("Scores of all models", HEADER, rows), (comparison(scores, models), ADAPTIVE))


def headline(scores: dict[str, Any]) -> list[Figure]:
    """The numbers that are seen first."""
    models = models_of(scores)
    ways = sorted(("dynamic_eval", "network"), key=lambda key: float(models[key].scores["test"][BITS]))
    shown = [models[key] for key in (*ways, best_baseline(scores, BITS, min)[0])]
    return [Figure(capitalized(model.name), f"{model.scores['test'][BITS]:.3f}", note(model)) for model in shown]


def note(model: Model) -> str:
    """What qualifies a score."""
    unit = "bits per character"
    interval = model.intervals.get(BITS)
    return "{} ({:.3f} – {:.3f})".format(unit, *interval) if interval else unit


def bits(model: Model) -> str:
    """Bits per character in the table."""
    return with_interval(f"{model.scores['test'][BITS]:.3f}", model.intervals.get(BITS), 1, 3)


def perplexity(model: Model) -> str:
    """The perplexity in the table, of what reads tokens."""
    value = model.scores["test"].get("perplexity")
    return "" if value is None else f"{value:.1f}"


def comparison(scores: dict[str, Any], models: dict[str, Model]) -> str:
    """How the network stands to the best baseline, and which baselines are ahead of it."""
    bits_of = {key: f"{model.scores['test'][BITS]:.3f}" for key, model in models.items()}
    best, _ = best_baseline(scores, BITS, min)
    return (
        f"The network needs {bits_of['network']} bits for a character of test as it is trained, and "
        f"{bits_of['dynamic_eval']} with dynamic evaluation; {models[best].name}, the best baseline on validation, "
        f"{bits_of[best]}. {' '.join([*leaders(models), *harm_of_learning(scores)])}"
    )


def leaders(models: dict[str, Model]) -> Iterator[str]:
    """Which baselines have fewer bits than the network, as it is trained and with dynamic evaluation."""
    for key, how in {"network": "as it is trained", "dynamic_eval": "with dynamic evaluation"}.items():
        own = models[key].scores["test"][BITS]
        ahead = [model.name for model in models.values() if model.is_baseline and model.scores["test"][BITS] < own]
        if ahead:
            yield f"Ahead of the network {how}: {', '.join(ahead)}."
        else:
            yield f"No baseline is ahead of the network {how}."
