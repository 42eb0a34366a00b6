"""An explanation as a page of HTML, whole in itself."""

from html import escape
from pathlib import Path

from textrnn.classification.explanation import Explanation
from textrnn.files import write_text
from textrnn.report.terminal import harmless

FOR, AGAINST = (91, 155, 213), (237, 145, 70)  # Blue and orange, which the colour-blind can tell apart.
FAINT = 0.05  # Words of less than so many of the largest weight stay without colour.
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
<h1>{label} <small>{chance}</small></h1>
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


def write_page(path: Path, found: Explanation) -> None:
    """Write an explanation to be read in a browser."""
    chances = sorted(found.prediction.probabilities.items(), key=lambda item: (-item[1], item[0]))
    rows = "\n".join(
        f'<tr><td>{shown(label)}</td><td>{chance:.1%}</td><td><span class="bar" style="width: {10 * chance:.2f}em">'
        "</span></td></tr>"
        for label, chance in chances
    )
    text = "".join(marked(word.text, word.weight, found.largest) for word in found.words)
    blue, orange = (background(weight, 1.0) for weight in (1.0, -1.0))
    chance = f"{found.prediction.probabilities[found.label]:.1%}"
    label = shown(found.label)
    write_text(path, PAGE.format(label=label, chance=chance, text=text, blue=blue, orange=orange, rows=rows))


def shown(text: str) -> str:
    """A text within a page."""
    return escape(harmless(text))


def marked(text: str, weight: float | None, largest: float) -> str:
    """A word on its colour."""
    color = background(weight, largest)
    return f'<mark style="background: {color}" title="{weight:+.3f}">{shown(text)}</mark>' if color else shown(text)


def background(weight: float | None, largest: float) -> str | None:
    """The colour of a weight, the stronger the nearer to the largest; none where it is next to nothing."""
    if weight is None or largest == 0 or abs(weight) < FAINT * largest:
        return None
    share = 0.2 + 0.8 * min(abs(weight) / largest, 1.0)
    base = FOR if weight > 0 else AGAINST
    return "#" + "".join(f"{round(255 + share * (part - 255)):02x}" for part in base)
