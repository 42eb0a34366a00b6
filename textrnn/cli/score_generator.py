"""A generator scored on running text."""

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textrnn.cli.models import load_generator
from textrnn.cli.options import print_json
from textrnn.report.terminal import printable

if TYPE_CHECKING:
    from textrnn.cli.score_source import Source

BITS = "bits_per_character"


def score_generator(source: "Source", model: str, folder: Path, as_json: bool) -> None:
    """Score a generator, and print what the texts cost it; `folder` keeps their tokens meanwhile."""
    from textrnn.cli.own_scores import own_scores
    from textrnn.cli.replaced import Replaced
    from textrnn.files import rounded
    from textrnn.generation.text_scores import encode_texts, refuse_lossy, score_arrays
    from textrnn.ingest.left_out import LeftOut

    generator, left_out, replaced = load_generator(model), LeftOut(), Replaced()
    refuse_lossy(generator.tokenizer, model)
    arrays = encode_texts(replaced.counted(source.running_text(left_out)), generator.tokenizer, folder / "tokens")
    with redirect_stdout(sys.stderr):  # Where progress does not mix with the scores.
        score = score_arrays(generator.network, arrays)
    if source.corpus.errors == "replace":
        replaced.print_note()
    values = {
        "kind": "generator",
        "model": model,
        "file": source.name,
        "text_column": source.corpus.text_column,
        "texts": len(arrays.ends),
        "characters": score.characters,
        "tokens": score.tokens,
        "files_unreadable": left_out.unreadable.count,
        **score.metrics(),
        "own_test": own_scores(model, BITS, min),
    }
    if as_json:
        print_json(rounded(values))
    else:
        print_generator(values, source)


def print_generator(values: dict[str, Any], source: "Source") -> None:
    """Print the scores."""
    from textrnn.cli.own_scores import own_line
    from textrnn.cli.profile_output import layout

    skipped = f", {values['files_unreadable']:,} more unreadable" if values["files_unreadable"] else ""
    click.echo(printable(f"{values['model']} on {values['file']}, {layout(source.corpus, source.files)}{skipped}\n"))
    rows = {
        "characters": f"{values['characters']:,}",
        "tokens": f"{values['tokens']:,}",
        "bits per character": f"{values[BITS]:.3f}",
        "loss per token": f"{values['loss']:.3f} nats",
        "perplexity": f"{values['perplexity']:,.1f}",
    }
    for name, value in rows.items():
        click.echo(f"{name:18}  {value}")
    if line := own_line(values["own_test"], lambda scores: f"{scores[BITS]:.3f} bits per character"):
        click.echo(f"\n{line}.")
