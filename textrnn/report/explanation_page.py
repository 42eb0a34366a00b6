"""An explanation as a page of HTML that loads nothing else."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from textrnn.classification.explanation import Explanation
from textrnn.files import write_text
from textrnn.report.terminal import printable

FOR, AGAINST = (91, 155, 213), (237, 145, 70)  # Blue and orange, which the colour-blind can tell apart.
FAINT = 0.05  # Words below this share of the largest weight stay without colour.
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{label}</title>
<style>
body {{ font: 16px/1.7 sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }}
.text {{ white-space: pre-wrap; overflow-wrap: anywhere }}
mark {{ color: #000; padding: .1em 0; border-radius: .2em }}
td {{ padding: 0 1em 0 0 }}
.bar {{ display: inline-block; height: .7em; background: #5b9bd5 }}
.note {{ color: #555; font-size: .85em }}
</style>
<h1>{label} <small>{probability}</small></h1>
<p class="text" dir="auto">{text}</p>
<p class="note">Words on <mark style="background: {blue}">blue</mark> speak for {label}, on
<mark style="background: {orange}">orange</mark> against it: without them it would be less, or more, likely.
The number that shows over a word is how much, in nats of log-odds. Words without colour weigh next to nothing,
or were not read.</p>
<table>
{rows}
</table>
</html>
"""


def write_page(path: Path, explanation: Explanation) -> None:
    """Write an explanation to be read in a browser."""
    probabilities = explanation.prediction.probabilities
    values = {
        "label": to_html(explanation.label),
        "probability": f"{probabilities[explanation.label]:.1%}",
        "text": "".join(mark(word.text, word.weight, explanation.largest) for word in explanation.words),
        "blue": background(1.0, 1.0),
        "orange": background(-1.0, 1.0),
        "rows": "\n".join(table_rows(probabilities)),
    }
    write_text(path, PAGE.format(**values))


def table_rows(probabilities: dict[str, float]) -> Iterator[str]:
    """A row for each label, the likeliest first."""
    for label, probability in sorted(probabilities.items(), key=lambda item: (-item[1], item[0])):
        bar = f'<span class="bar" style="width: {10 * probability:.2f}em"></span>'
        yield f"<tr><td>{to_html(label)}</td><td>{probability:.1%}</td><td>{bar}</td></tr>"


def to_html(text: str) -> str:
    """A text as HTML shows it, character for character."""
    return escape(printable(text))


def mark(text: str, weight: float | None, largest: float) -> str:
    """A word on the colour of its weight."""
    color = background(weight, largest)
    return f'<mark style="background: {color}" title="{weight:+.3f}">{to_html(text)}</mark>' if color else to_html(text)


def background(weight: float | None, largest: float) -> str | None:
    """The colour of a weight, the stronger the nearer to the largest; none for a small share of it."""
    if weight is None or largest == 0 or abs(weight) < FAINT * largest:
        return None
    share = 0.2 + 0.8 * min(abs(weight) / largest, 1.0)
    base = FOR if weight > 0 else AGAINST
    return "#" + "".join(f"{round(255 + share * (channel - 255)):02x}" for channel in base)
