"""`textrnn info`: what a model is."""

from collections.abc import Iterator
from typing import Any

import click

from textrnn.cli.options import examples, json_option, print_json
from textrnn.report.baselines import BASELINES

ROWS = {"test": "this model", "test cold": "this model, each window from a zero state"}
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

    from textrnn.model.summary import about
    from textrnn.report.terminal import harmless

    found = about(Path(model))
    if as_json:
        print_json(found)
        return
    scores = found.pop("scores", {})
    lines = [[name, ", ".join(value) if isinstance(value, list) else str(value)] for name, value in found.items()]
    on_a_line = [[name, " ".join(value.split())] for name, value in lines]
    for line in [*aligned(on_a_line), *([""] if scores else []), *aligned(score_table(scores))]:
        click.echo(harmless(line))


def score_table(scores: dict[str, Any]) -> list[list[str]]:
    """A line for each model, baselines first, a column for each score."""
    rows = list(score_rows(scores))
    columns = sorted({name for _, values in rows for name in values})
    header = ["on test", *(UNITS.get(name, name) for name in columns)]
    cells = ([f"{values[name]:.4f}" if name in values else "" for name in columns] for _, values in rows)
    return [header, *([name, *line] for (name, _), line in zip(rows, cells, strict=True))] if rows else []


def score_rows(scores: dict[str, Any], name: str = "") -> Iterator[tuple[str, dict[str, float]]]:
    """Scores within scores: whose they are, and those that are numbers."""
    if values := {key: value for key, value in scores.items() if not isinstance(value, dict)}:
        yield ROWS.get(name) or BASELINES.get(model := name.removeprefix("baseline "), model), values
    for key in sorted(scores, key=lambda key: (key == "test", key)):
        if isinstance(scores[key], dict):
            yield from score_rows(scores[key], f"{name} {key}".strip())


def aligned(lines: list[list[str]]) -> list[str]:
    """Cells below each other."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
