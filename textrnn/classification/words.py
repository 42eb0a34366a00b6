"""The words and signs of a text, as people tell them apart, from the tokens that a model reads."""

from itertools import accumulate, groupby, pairwise
from unicodedata import category

from textrnn.data.scripts import UNSPACED, script

Span = tuple[int, int]  # start, end
APOSTROPHES = "'’"


def word_spans(text: str, offsets: list[Span]) -> list[tuple[Span, Span]]:
    """The characters and the tokens of each word: tokens whose letters touch, where words have spaces; or of a sign."""
    starts = [True, *(not continues(text, before, start) for (_, before), (start, _) in pairwise(offsets))]
    word_numbers = list(accumulate(starts))
    spans = []
    for _, group in groupby(range(len(offsets)), key=word_numbers.__getitem__):
        tokens = list(group)
        start, end = trim(text, min(offsets[t][0] for t in tokens), max(offsets[t][1] for t in tokens))
        if start < end:
            spans.append(((start, end), (tokens[0], tokens[-1] + 1)))
    return spans


def continues(text: str, before: int, start: int) -> bool:
    """Whether a token that begins at `start` belongs to the word of the one that ends at `before`."""
    if start < before:  # Both are bytes of one character.
        return True
    if start > before or any(c.isspace() or script(c) in UNSPACED for c in text[before - 1 : before + 1]):
        return False
    return is_within_word(text, start)


def is_within_word(text: str, at: int) -> bool:
    """Whether the character before `at` and the one there belong together: commas stand alone, apostrophes do not."""
    first, second = text[at - 1], text[at]
    if second in APOSTROPHES:
        return first.isalnum() and text[at + 1 : at + 2].isalnum()
    if first in APOSTROPHES:
        return second.isalnum() and text[max(at - 2, 0) : at - 1].isalnum()
    kinds = {kind(first), kind(second)}
    return "sign" not in kinds and (len(kinds) == 1 or "mark" in kinds)


def kind(character: str) -> str:
    """A letter, a picture such as an emoji, a mark that belongs to its neighbours, or a sign."""
    if character.isalnum():
        return "letter"
    if category(character) in {"Mn", "Mc", "Me", "Cf"}:
        return "mark"
    return "picture" if category(character) in {"So", "Sk"} and not character.isascii() else "sign"


def trim(text: str, start: int, end: int) -> Span:
    """A span without white space around it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
