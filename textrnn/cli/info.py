"""`textrnn info`: what a model is."""

from collections.abc import Iterator
from typing import Any

import click

from textrnn.cli.options import examples, json_option, print_json
from textrnn.report.baselines import BASELINES, MCNEMAR, written_chance
from textrnn.report.never_predicted import KEYS, NAMED, listed
from textrnn.report.terminal import inline

NETWORK, BASELINE = {"test", "network"}, {"baseline", "baselines"}  # Keys of scores.
ORDER = ("baseline", "baselines", "dynamic_eval", "network", "test")  # of scores; then all others.
ROWS = {
    "": "this model",
    "network_alone": "this model, without its SVM",
    "zero_state": "this model, each window from a zero state",
    "dynamic_eval": "this model, with dynamic evaluation",
}
UNITS = {"loss": "loss (nats)", "bits_per_character": "bits/character", "macro_f1": "macro-F1", MCNEMAR: "McNemar's p"}


@click.command(
    short_help="Say what a model is.",
    epilog=examples("textrnn info data/models/classification", "textrnn info model.zip --json"),
)
@click.argument("model", type=click.Path())
@json_option
def info(model: str, as_json: bool) -> None:
    """Say what a model is: what it tells apart or writes, its size, what it was trained on, its scores on test."""
    from pathlib import Path

    from textrnn.model.summary import summarize

    summary = summarize(Path(model))
    if as_json:
        print_json(summary)
        return
    scores = summary.pop("scores", {})
    summary |= {key: listed(summary[key], NAMED) for key in KEYS.values() if key in summary}
    facts = [[name, one_cell(value)] for name, value in summary.items()]
    blocks = (list(warnings(scores)), aligned(facts), aligned(score_table(scores)), list(remarks(scores)))
    click.echo("\n\n".join("\n".join(block) for block in blocks if block))


def warnings(scores: dict[str, Any]) -> Iterator[str]:
    """What one should know first: that a baseline is more accurate."""
    own = accuracy_on_test(scores.get("network"))
    baselines = scores.get("baselines")
    accuracies = {
        key: accuracy
        for key, values in (baselines.items() if isinstance(baselines, dict) else ())
        if (accuracy := accuracy_on_test(values)) is not None
    }
    best = max(accuracies, key=accuracies.__getitem__, default=None)
    if own is not None and best is not None and accuracies[best] > own:
        chance = scores["baselines"][best]["test"].get(MCNEMAR)
        p_value = "" if chance is None else f" (McNemar's p {number(MCNEMAR, chance)})"
        yield (
            f"Behind a baseline on test: {BASELINES.get(best, best)} has an accuracy of {accuracies[best]:.4f}, "
            f"this model {own:.4f}{p_value}."
        )


def accuracy_on_test(scores: Any) -> float | None:
    """The accuracy of a model on test, if it has one."""
    test = scores.get("test") if isinstance(scores, dict) else None
    return test.get("accuracy") if isinstance(test, dict) else None


def remarks(scores: dict[str, Any]) -> Iterator[str]:
    """How the scores are to be compared."""
    baselines = scores.get("baselines", {})
    if "dynamic_eval" in scores and isinstance(baselines, dict) and "ppmd" in baselines:
        yield "PPMd and dynamic evaluation learn from the test while they read it; this model, as it is used, does not."
    if any(MCNEMAR in values for _, values in score_rows(scores)):
        yield "McNemar's p: how likely such a difference from this model is, or a larger one, if both are equally good."


def one_cell(value: Any) -> str:
    """A value on one line."""
    return " ".join((", ".join(value) if isinstance(value, list) else str(value)).split())


def score_table(scores: dict[str, Any]) -> list[list[str]]:
    """A line for each model, baselines first, a column for each score."""
    rows = list(score_rows(scores))
    columns = sorted({name for _, values in rows for name in values})
    header = ["on test", *(UNITS.get(name, name) for name in columns)]
    cells = ([number(name, values[name]) if name in values else "" for name in columns] for _, values in rows)
    return [header, *([name, *line] for (name, _), line in zip(rows, cells, strict=True))] if rows else []


def number(name: str, value: float) -> str:
    """A score in its cell."""
    return written_chance(value) if name == MCNEMAR else f"{value:.4f}"


def score_rows(scores: dict[str, Any], name: str = "") -> Iterator[tuple[str, dict[str, float]]]:
    """Scores within scores: the name of the model or baseline, and those that are numbers."""
    if values := {key: value for key, value in scores.items() if not isinstance(value, dict)}:
        yield ROWS.get(name) or BASELINES.get(name, name), values
    for key in sorted(scores, key=lambda key: (ORDER.index(key) if key in ORDER else len(ORDER), key)):
        if isinstance(scores[key], dict):
            yield from score_rows(scores[key], name if key in NETWORK | BASELINE else key)


def aligned(lines: list[list[str]]) -> list[str]:
    """Cells below each other."""
    lines = [list(map(inline, line)) for line in lines]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
