"""Whether texts are copies: what of them stands verbatim in training, and how much they repeat themselves."""

from collections.abc import Sequence
from statistics import fmean, median
from typing import Any, NamedTuple

from textrnn.generation.matches import Matches

DISTINCT = (1, 2, 3)  # Tokens of the n-grams whose variety is told,
REPEATED = 4  # and of those whose repetition is.


class Stretch(NamedTuple):
    """A part of a text that stands in a source: from one character up to, not including, another."""

    start: int
    end: int
    source: str


class Figures(NamedTuple):
    """What of a text is copied and repeated."""

    characters: int
    longest: Stretch | None  # None where the text has no character that training has.
    copied: list[Stretch]  # They do not overlap; all have characters in long stretches.
    ngrams: dict[str, float]

    @property
    def copied_characters(self) -> int:
        """Characters inside of copied stretches."""
        return sum(stretch.end - stretch.start for stretch in self.copied)

    def values(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "longest": self.longest._asdict() if self.longest else None,
            "copied": [stretch._asdict() for stretch in self.copied],
            "copied_share": self.copied_characters / max(self.characters, 1),
            **self.ngrams,
        }


def figures(matches: Matches, names: list[str], ids: Sequence[int], shortest: int) -> Figures:
    """The figures of a text, from its matches, the names of their sources and its tokens."""
    lengths = matches.lengths
    at = int(lengths.argmax()) if len(lengths) else 0
    has_match = len(lengths) > 0 and lengths[at] > 0
    longest = Stretch(at, at + int(lengths[at]), names[matches.sources[at]]) if has_match else None
    return Figures(len(lengths), longest, copied_stretches(matches, names, shortest), ngram_figures(ids))


def copied_stretches(matches: Matches, names: list[str], shortest: int) -> list[Stretch]:
    """All that lies inside of stretches of at least so many characters; where two overlap, the first is whole."""
    copied: list[Stretch] = []
    reached = 0
    for start in (matches.lengths >= shortest).nonzero()[0].tolist():
        end = start + int(matches.lengths[start])
        if end > reached:
            copied.append(Stretch(max(start, reached), end, names[matches.sources[start]]))
            reached = end
    return copied


def ngram_figures(ids: Sequence[int]) -> dict[str, float]:
    """Distinct n-grams of tokens (Li 2016, arXiv:1510.03055), and how many the text has had before (arXiv:1908.04319).

    Both are shares of all n-grams of a text, which depend on its length: compare texts of the same.
    """
    distinct = {f"distinct_{size}": distinct_share(ids, size) for size in DISTINCT}
    return distinct | {"repetition": 1 - distinct_share(ids, REPEATED)}


def distinct_share(ids: Sequence[int], size: int) -> float:
    """The share of n-grams that are different from those before; 1 of a text that has none."""
    ngrams = list(zip(*(ids[start:] for start in range(size)), strict=False))
    return len(set(ngrams)) / len(ngrams) if ngrams else 1.0


def summary(texts: list[Figures]) -> dict[str, Any]:
    """The figures of several texts together: of n-grams, the means of the texts."""
    longest = [text.longest.end - text.longest.start if text.longest else 0 for text in texts]
    characters = sum(text.characters for text in texts)
    return {
        "texts": len(texts),
        "characters": characters,
        "longest": max(longest),
        "median_longest": float(median(longest)),
        "copied_share": sum(text.copied_characters for text in texts) / max(characters, 1),
        **{name: fmean(text.ngrams[name] for text in texts) for name in texts[0].ngrams},
    }
