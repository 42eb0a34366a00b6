"""`textrnn generate`: writes text."""

import re
from collections.abc import Iterator

import click

from textrnn.cli.models import GENERATOR, load_generator
from textrnn.cli.options import examples, json_option, model_option, print_json
from textrnn.report.terminal import printable

SEPARATOR = "─" * 40 + "\n"  # Between texts.


@click.command(
    short_help="Write text.",
    epilog=examples(
        "textrnn generate",
        'textrnn generate --prompt "To be, or not" --samples 3 --temperature 0.6',
        "textrnn generate --stop '\\n\\n' --max-new-tokens 1000 --seed 7",
    ),
)
@click.option("--prompt", default="", help="What the text begins with; \\n is a line end, \\\\ a backslash.")
@click.option("--samples", default=1, show_default=True, help="How many texts.")
@click.option("--max-new-tokens", default=300, show_default=True, help="Tokens after the prompt, at most.")
@click.option("--temperature", default=0.8, show_default=True, help="0: always the likeliest token; above 1: bolder.")
@click.option("--top-k", default=0, show_default=True, help="Sample from so many likeliest tokens; 0: from all.")
@click.option("--top-p", default=0.95, show_default=True, help="Sample from the likeliest that together reach it.")
@click.option(
    "--min-p", default=0.0, show_default=True, help="Leave out what is less likely than so many times the best."
)
@click.option(
    "--repetition-penalty", default=1.0, show_default=True, help="Above 1: what was written gets less likely."
)
@click.option("--stop", multiple=True, help="A text ends before it; may be given several times.")
@click.option("--seed", default=1, show_default=True, help="Other texts for another number.")
@model_option(GENERATOR)
@json_option
def generate(prompt: str, samples: int, stop: tuple[str, ...], model: str, as_json: bool, **sampling: float) -> None:
    """Write text that begins with a prompt: one on the screen as it comes, several when all are written."""
    prompt, stop = unescaped(prompt), tuple(map(unescaped, stop))
    generator = load_generator(model)
    if samples == 1 and not as_json:
        print_stream(prompt, generator.stream(prompt, stop=stop, **sampling))  # type: ignore[arg-type]
        return
    for number, text in enumerate(generator.generate(prompt, samples, stop=stop, **sampling)):  # type: ignore[arg-type]
        if as_json:
            print_json({"prompt": prompt, "text": text})
        else:
            click.echo((SEPARATOR if number else "") + printable(text))


def print_stream(prompt: str, pieces: Iterator[str]) -> None:
    """Print a text as it comes."""
    click.echo(printable(prompt), nl=False)
    for piece in pieces:
        click.echo(printable(piece), nl=False)
    click.echo()


def unescaped(text: str) -> str:
    r"""The text with line ends and tabs where \n and \t stand, and a backslash where two stand."""
    signs = {"\\n": "\n", "\\t": "\t", "\\\\": "\\"}
    return re.sub(r"\\[nt\\]", lambda match: signs[match[0]], text)
