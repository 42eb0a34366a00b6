"""An explanation as a page of HTML that loads nothing else."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from textrnn.classification.explanation import Explanation, Word, ordinal
from textrnn.files import write_text
from textrnn.report.doubts import doubt
from textrnn.report.terminal import inline, printable

FOR, AGAINST = (91, 155, 213), (237, 145, 70)  # Blue and orange, which the colour-blind can tell apart.
NAMED = 5  # Words for a label, and so many against it.
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
{remarks}
<p class="note">Words on <mark style="background: {blue}">blue</mark> speak for {label}, on
<mark style="background: {orange}">orange</mark> against it: without them it would be less, or more, likely.
The number that shows over a word is how much, in nats of log-odds; 2nd is the second of words that are the same.
Words without colour weigh next to nothing, or were not read.</p>
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
        "text": "".join(mark(word, explanation.largest) for word in explanation.words),
        "remarks": "\n".join(f"<p>{to_html(remark)}</p>" for remark in remarks(explanation)),
        "blue": background(1.0, 1.0),
        "orange": background(-1.0, 1.0),
        "rows": "\n".join(table_rows(probabilities)),
    }
    write_text(path, PAGE.format(**values))


def remarks(explanation: Explanation) -> Iterator[str]:
    """The strongest words, and why the label may mean little."""
    yield from strongest_words(explanation)
    if doubted := doubt("".join(word.text for word in explanation.words), explanation.prediction):
        yield doubted


def strongest_words(explanation: Explanation) -> Iterator[str]:
    """A line with the words that speak most for the label, one with those against it."""
    for title, words in (("for it", explanation.strongest(NAMED)), ("against it", explanation.strongest(-NAMED))):
        if words:
            yield f"{title}: " + ", ".join(f"{inline(word.name)} {word.weight:+.2f}" for word in words)


def table_rows(probabilities: dict[str, float]) -> Iterator[str]:
    """A row for each label, the likeliest first."""
    for label, probability in sorted(probabilities.items(), key=lambda item: (-item[1], item[0])):
        bar = f'<span class="bar" style="width: {10 * probability:.2f}em"></span>'
        yield f"<tr><td>{to_html(label)}</td><td>{probability:.1%}</td><td>{bar}</td></tr>"


def to_html(text: str) -> str:
    """A text as HTML shows it, character for character."""
    return escape(printable(text))


def mark(word: Word, largest: float) -> str:
    """A word on the colour of its weight; of several that are the same, the number over it says which one it is."""
    color = background(word.weight, largest)
    if color is None:
        return to_html(word.text)
    title = f"{ordinal(word.occurrence)}: " if word.occurrence else ""
    return f'<mark style="background: {color}" title="{title}{word.weight:+.3f}">{to_html(word.text)}</mark>'


def background(weight: float | None, largest: float) -> str | None:
    """The colour of a weight, the stronger the nearer to the largest; none for a small share of it."""
    if weight is None or largest == 0 or abs(weight) < FAINT * largest:
        return None
    share = 0.2 + 0.8 * min(abs(weight) / largest, 1.0)
    base = FOR if weight > 0 else AGAINST
    return "#" + "".join(f"{round(255 + share * (channel - 255)):02x}" for channel in base)
