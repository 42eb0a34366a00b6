"""`textrnn explain`: which words moved a decision."""

from typing import TYPE_CHECKING

import click

from textrnn.cli.dashes import TEXT, TextCommand
from textrnn.cli.models import CLASSIFIER, load_classifier
from textrnn.cli.options import examples, json_option, model_option, output_path, print_json, print_notes
from textrnn.cli.prediction_output import known
from textrnn.report.doubts import doubt
from textrnn.report.terminal import inline, printable

if TYPE_CHECKING:
    from rich.text import Text

    from textrnn.classification.explanation import Explanation

NAMED = 5  # Labels.


@click.command(
    cls=TextCommand,
    short_help="Show which words moved a decision.",
    epilog=examples(
        'textrnn explain "opec agrees to cut oil output"',
        'textrnn explain "wheat prices rise" --html why.html',
        'textrnn explain "wheat prices rise" --json',
    ),
)
@click.argument("text", type=TEXT)
@click.option("--html", "page", type=click.Path(dir_okay=False), help="Write a page of HTML as well.")
@click.option("--label", help="Explain this label, whatever the decision.")
@model_option(CLASSIFIER)
@json_option
def explain(text: str, page: str | None, label: str | None, model: str, as_json: bool) -> None:
    """Show which words moved the decision: each is hidden once, and what that costs is its weight.

    A weight of 1 multiplies the odds of the label by 2.7 (nats of log-odds); below zero a word speaks against it.
    Signs are weighed apart from words where the model reads them so; "not (2nd)" is the second "not" of the text.
    """
    from textrnn.classification.explanation import explain as explain_text

    explanation = explain_text(load_classifier(model), text, label)
    if page is not None:
        from textrnn.report.explanation_page import write_page

        write_page(output_path(page), explanation)
    if as_json:
        print_json(as_values(explanation))
    else:
        print_in_colour(explanation)
        if page is not None:
            click.echo(f"\n{page} shows the same")
    print_notes(filter(None, [doubt(text, explanation.prediction)]))


def as_values(explanation: "Explanation") -> dict[str, object]:
    """An explanation as JSON has it, its numbers rounded to six digits."""
    probabilities = explanation.prediction.probabilities
    return {
        "label": explanation.label,
        "probability": round(probabilities[explanation.label], 6),
        **known(explanation.prediction),
        "probabilities": {label: round(probability, 6) for label, probability in probabilities.items()},
        "words": [
            {"text": word.text, "weight": None if word.weight is None else round(word.weight, 6)}
            for word in explanation.words
        ],
    }


def print_in_colour(explanation: "Explanation") -> None:
    """Print the text, its words on blue that speak for the label, on orange against it."""
    from rich.console import Console

    from textrnn.report.explanation_page import strongest_words

    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    with console.capture() as output:
        console.print(headline(explanation), end="\n\n")
        console.print(coloured(explanation), end="\n\n")
        for line in strongest_words(explanation):
            console.print(line)
    click.echo(output.get(), nl=False)


def headline(explanation: "Explanation") -> str:
    """The label and the next likely ones."""
    probabilities = explanation.prediction.probabilities
    label = explanation.label
    largest = sorted(probabilities.items(), key=lambda item: -item[1])[:NAMED]
    others = ", ".join(f"{inline(other)} {probability:.1%}" for other, probability in largest if other != label)
    return f"{inline(label)} {probabilities[label]:.1%}  ({others})"


def coloured(explanation: "Explanation") -> "Text":
    """The text with its words on colours as strong as their weights."""
    from rich.style import Style
    from rich.text import Text

    from textrnn.report.explanation_page import background

    text = Text()
    for word in explanation.words:
        color = background(word.weight, explanation.largest)
        text.append(printable(word.text), Style(color="black", bgcolor=color) if color else None)
    return text
