"""`textrnn info`: what a model is."""

from collections.abc import Iterator
from typing import Any

import click

from textrnn.cli.options import examples, json_option, print_json
from textrnn.report.baselines import BASELINES
from textrnn.report.terminal import inline

NETWORK, BASELINE = {"test", "network"}, {"baseline", "baselines"}  # Keys of scores.
ROWS = {
    "": "this model",
    "zero_state": "this model, each window from a zero state",
    "dynamic_eval": "this model, with dynamic evaluation",
}
UNITS = {"loss": "loss (nats)", "bits_per_character": "bits/character", "macro_f1": "macro-F1"}


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
    scores = score_table(summary.pop("scores", {}))
    facts = [[name, one_cell(value)] for name, value in summary.items()]
    for line in [*aligned(facts), *([""] if scores else []), *aligned(scores)]:
        click.echo(line)


def one_cell(value: Any) -> str:
    """A value on one line."""
    return " ".join((", ".join(value) if isinstance(value, list) else str(value)).split())


def score_table(scores: dict[str, Any]) -> list[list[str]]:
    """A line for each model, baselines first, a column for each score."""
    rows = list(score_rows(scores))
    columns = sorted({name for _, values in rows for name in values})
    header = ["on test", *(UNITS.get(name, name) for name in columns)]
    cells = ([f"{values[name]:.4f}" if name in values else "" for name in columns] for _, values in rows)
    return [header, *([name, *line] for (name, _), line in zip(rows, cells, strict=True))] if rows else []


def score_rows(scores: dict[str, Any], name: str = "") -> Iterator[tuple[str, dict[str, float]]]:
    """Scores within scores: the name of the model or baseline, and those that are numbers."""
    if values := {key: value for key, value in scores.items() if not isinstance(value, dict)}:
        yield ROWS.get(name) or BASELINES.get(name, name), values
    for key in sorted(scores, key=lambda key: (key not in BASELINE, key not in NETWORK, key)):
        if isinstance(scores[key], dict):
            yield from score_rows(scores[key], name if key in NETWORK | BASELINE else key)


def aligned(lines: list[list[str]]) -> list[str]:
    """Cells below each other."""
    lines = [list(map(inline, line)) for line in lines]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
