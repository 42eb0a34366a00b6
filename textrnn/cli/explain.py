"""`textrnn explain`: which words moved a decision."""

from typing import TYPE_CHECKING

import click

from textrnn.cli.options import (
    CLASSIFIER,
    examples,
    json_option,
    model_option,
    print_json,
    target_of,
    warn_of_another_model,
)

if TYPE_CHECKING:
    from rich.text import Text

    from textrnn.classification.explanation import Explanation

NAMED = 5  # Words and labels that are named.


@click.command(
    short_help="Show which words moved a decision.",
    epilog=examples(
        'textrnn explain "opec agrees to cut oil output"',
        'textrnn explain "wheat prices rise" --html why.html',
        'textrnn explain "wheat prices rise" --json',
    ),
)
@click.argument("text")
@click.option("--html", "page", type=click.Path(dir_okay=False), help="Write a page of HTML as well.")
@click.option("--label", help="Explain this label, whatever the decision.")
@model_option(CLASSIFIER)
@json_option
def explain(text: str, page: str | None, label: str | None, model: str, as_json: bool) -> None:
    """Show which words moved the decision: each is hidden once, and what that costs is its weight.

    A weight of 1 multiplies the odds of the label by 2.7 (nats of log-odds); below zero a word speaks against it.
    """
    from textrnn.classification.explanation import explain as explained
    from textrnn.classifier import Classifier

    warn_of_another_model(model, CLASSIFIER)
    found = explained(Classifier.load(model), text, label)
    if page is not None:
        from textrnn.report.explanation_page import write_page

        write_page(target_of(page), found)
    if as_json:
        print_json(as_values(found))
        return
    print_in_colour(found)
    if page is not None:
        click.echo(f"\n{page} shows the same")


def as_values(found: "Explanation") -> dict[str, object]:
    """An explanation as JSON has it."""
    return {
        "label": found.label,
        "probability": round(found.prediction.probabilities[found.label], 6),
        "probabilities": {label: round(chance, 6) for label, chance in found.prediction.probabilities.items()},
        "words": [
            {"text": word.text, "weight": None if word.weight is None else round(word.weight, 6)}
            for word in found.words
        ],
    }


def print_in_colour(found: "Explanation") -> None:
    """Print the text, its words on blue that speak for the label, on orange against it."""
    from rich.console import Console

    from textrnn.report.terminal import harmless

    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    with console.capture() as shown:
        console.print(headline(found))
        console.print()
        console.print(coloured(found))
        console.print()
        for title, words in (("for it", found.strongest(NAMED)), ("against it", found.strongest(-NAMED))):
            if words:
                named = ", ".join(f"{harmless(word.text)} {word.weight:+.2f}" for word in words)
                console.print(f"{title}: {named}")
    click.echo(shown.get(), nl=False)


def headline(found: "Explanation") -> str:
    """The label and the next likely ones."""
    from textrnn.report.terminal import harmless

    chances = sorted(found.prediction.probabilities.items(), key=lambda item: -item[1])
    others = ", ".join(f"{harmless(label)} {chance:.1%}" for label, chance in chances[:NAMED] if label != found.label)
    return f"{harmless(found.label)} {found.prediction.probabilities[found.label]:.1%}  ({others})"


def coloured(found: "Explanation") -> "Text":
    """The text with its words on colours as strong as their weights."""
    from rich.style import Style
    from rich.text import Text

    from textrnn.report.explanation_page import background
    from textrnn.report.terminal import harmless

    shown = Text()
    for word in found.words:
        color = background(word.weight, found.largest)
        shown.append(harmless(word.text), Style(color="black", bgcolor=color) if color else None)
    return shown
