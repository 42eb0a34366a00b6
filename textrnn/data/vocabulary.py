"""How much of a text a tokenizer's vocabulary has.

A vocabulary of words has a word, or has not. One of characters or byte pairs spells every word, so all that it tells
is which characters the training text never had: those are spelled in bytes.
"""

from unicodedata import category

import numpy as np
from tokenizers import Tokenizer

from textrnn.data.tokenizer import BYTES, END, UNKNOWN

WORDS, CHARACTERS = "words", "characters"
ALL_BYTES = frozenset(BYTES)
# Of each character UTF-8 has one byte that is none of the later ones.
UNCOUNTED = {*BYTES[0x80:0xC0], *(token for code, token in enumerate(BYTES[:0x80]) if chr(code).isspace())}


class Vocabulary:
    """The tokens of a tokenizer, and for how many words or characters each of them stands."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokens = tokenizer.get_vocab()
        self.unit = WORDS if UNKNOWN in tokens else CHARACTERS
        count = words_in if self.unit == WORDS else characters_in
        self.units = np.zeros(max(tokens.values(), default=0) + 1, dtype=np.int64)  # (vocabulary,)
        self.known = self.units.copy()  # The same; 0 for tokens that stand for what the vocabulary lacks.
        for token, number in tokens.items():
            self.units[number] = count(token)
            self.known[number] = 0 if token == UNKNOWN or token in ALL_BYTES else self.units[number]

    def share(self, ids: list[int]) -> float:
        """Of the words, or characters, that tokens stand for, the share that the vocabulary has; of none, 0."""
        return float(self.known[ids].sum() / max(self.units[ids].sum(), 1)) if ids else 0.0


def words_in(token: str) -> int:
    """1 for a word, or a picture such as an emoji; 0 for other signs, which all languages share."""
    return int(token != END and any(character.isalnum() or category(character) == "So" for character in token))


def characters_in(token: str) -> int:
    """How many characters a token has, spaces aside; of the bytes of a character the first counts as all of it."""
    if token in ALL_BYTES:
        return int(token not in UNCOUNTED)
    return 0 if token == END else sum(not character.isspace() for character in token)
