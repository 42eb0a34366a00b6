"""Passages of texts, and what each of them costs."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from textrnn.data.arrays import Integers, TokenArrays
from textrnn.data.tokenizer import BYTES, END_ID
from textrnn.generation.token_nats import Nats

CONTINUES = range(0x80, 0xC0)  # Bytes of UTF-8 that are not the first of a character.
NEWLINE = 0x0A


@dataclass(frozen=True)
class TokenShapes:
    """What the text of each token of the vocabulary is like (vocabulary,)."""

    characters: Integers  # How many it has; a byte has one if it begins a character, the mark of an end none.
    ends_line: NDArray[np.bool_]

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> "TokenShapes":
        """Those of a tokenizer that spells what it does not know."""
        bytes_ = byte_tokens(tokenizer)
        characters = np.zeros(tokenizer.get_vocab_size(), dtype=np.int64)
        ends_line = np.zeros(len(characters), dtype=bool)
        for token, number in tokenizer.get_vocab().items():
            byte = bytes_.get(number)
            characters[number] = len(token) if byte is None else byte not in CONTINUES
            ends_line[number] = token.endswith("\n") or byte == NEWLINE
        characters[END_ID] = 0
        return cls(characters, ends_line)


def byte_tokens(tokenizer: Tokenizer) -> dict[int, int]:
    """The byte that each token stands for which is one."""
    return {number: byte for byte, token in enumerate(BYTES) if (number := tokenizer.token_to_id(token)) is not None}


class Passages(NamedTuple):
    """Passages (passages,): each with its text, its first token, the one behind its last, its characters."""

    texts: Integers
    starts: Integers
    ends: Integers
    characters: Integers

    def bits(self, nats: Nats) -> Nats:
        """What each costs in bits (passages,), given what each token costs in nats."""
        sums = np.concatenate([[0.0], np.cumsum(nats)])
        costs: Nats = (sums[self.ends] - sums[self.starts]) / math.log(2)
        return costs


def cut(arrays: TokenArrays, shapes: TokenShapes, size: int) -> Passages:
    """Cut all texts into passages of about so many characters, at the end of a line where one is near."""
    lengths = shapes.characters[arrays.ids]
    texts = np.repeat(np.arange(len(arrays.ends)), arrays.ends - arrays.starts)
    behind = np.cumsum(lengths)
    behind -= (behind - lengths)[arrays.starts][texts]
    # Where a token begins in its text; what has no character of its own is with the one before it.
    within = np.maximum(behind - np.maximum(lengths, 1), 0)
    stretches = near_line_starts(arrays, shapes, within, size // 3) // size
    is_first = np.append(True, (np.diff(texts) > 0) | (np.diff(stretches) > 0))
    starts = np.flatnonzero(is_first)
    return Passages(texts[starts], starts, np.append(starts[1:], len(arrays.ids)), np.add.reduceat(lengths, starts))


def near_line_starts(arrays: TokenArrays, shapes: TokenShapes, within: Integers, near: int) -> Integers:
    """Where the line of each token begins in its text, if that is near; if not, where the token begins (tokens,)."""
    is_start = np.append(True, shapes.ends_line[arrays.ids[:-1]])
    is_start[arrays.starts] = True
    lines = np.flatnonzero(is_start)[np.cumsum(is_start) - 1]
    return np.where(within - within[lines] < near, within[lines], within)


def token_texts(tokenizer: Tokenizer, ids: list[int], costs: list[float]) -> list[list[Any]]:
    """The text and the cost of each token, those that are bytes of one character together; "" for a mark of an end."""
    bytes_ = byte_tokens(tokenizer)
    pieces: list[list[Any]] = []
    waiting: list[int] = []
    cost = 0.0
    for token, own, after in zip(ids, costs, [*ids[1:], None], strict=True):
        waiting.append(token)
        cost += own
        if after is None or bytes_.get(after) not in CONTINUES:
            pieces.append(["" if token == END_ID else tokenizer.decode(waiting, skip_special_tokens=False), cost])
            waiting, cost = [], 0.0
    return pieces
