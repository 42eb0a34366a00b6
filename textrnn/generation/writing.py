"""Writing: a generator, a prompt and how to draw -> texts, whole or piece by piece."""

from collections.abc import Iterator
from functools import partial

import torch
from pydantic import Field
from tokenizers import Tokenizer

from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.sampling import Sampling, continue_text, draw_tokens
from textrnn.model_folder import whole
from textrnn.tokenization import END_ID, stand_ins


class Writing(Sampling):
    """How texts are drawn, and how much."""

    samples: int = Field(gt=0, le=1000, description="texts for each prompt")
    length: int = Field(gt=0, le=100_000, description="tokens of a text behind its prompt")
    seed: int = Field(ge=0, lt=2**32)


def write_texts(network: GeneratorNetwork, tokenizer: Tokenizer, prompt: str, writing: Writing) -> list[str]:
    """The prompt and what comes after it, several times. A prompt's texts depend on no other prompt."""

    def is_over(row: list[int]) -> bool:
        text = decode(tokenizer, row) if writing.stop else ""
        return row[-1] == END_ID or any(word in text for word in writing.stop)

    tokens = drawn(network, tokenizer, prompt, writing)
    rows = continue_text(tokens, writing.samples, writing.length, is_over)
    return [prompt + cut(decode(tokenizer, row), writing.stop) for row in rows]


def stream_text(network: GeneratorNetwork, tokenizer: Tokenizer, prompt: str, writing: Writing) -> Iterator[str]:
    """What comes after the prompt in the first of the texts, piece by piece.

    Held back is what may be part of a character or of a stop string until it is clear that it is not.
    """
    unsure = set(stand_ins(tokenizer))
    row: list[int] = []
    shown = 0
    for drawn_now in drawn(network, tokenizer, prompt, writing):
        row.append(int(drawn_now[0]))
        text = decode(tokenizer, row)
        over = row[-1] == END_ID or len(row) == writing.length or any(word in text for word in writing.stop)
        text = cut(text, writing.stop) if over else sure(decode(tokenizer, without_end(row, unsure)), writing.stop)
        if len(text) > shown:
            yield text[shown:]
            shown = len(text)
        if over:
            return


def without_end(row: list[int], unsure: set[int]) -> list[int]:
    """Tokens without the last ones that are bytes, or the end: more bytes may change what all of them mean."""
    end = len(row)
    while end and (row[end - 1] in unsure or row[end - 1] == END_ID):
        end -= 1
    return row[:end]


def sure(text: str, stop: list[str]) -> str:
    """The text without what may begin a stop string."""
    return text[: len(text) - max(map(partial(begins, text), stop), default=0)]


def begins(text: str, word: str) -> int:
    """The length of the longest beginning of a word that a text ends with."""
    return max(size for size in range(len(word)) if text.endswith(word[:size]))


def drawn(network: GeneratorNetwork, tokenizer: Tokenizer, prompt: str, writing: Writing) -> Iterator[torch.Tensor]:
    """Tokens of all texts (samples,), one after the other, without end."""
    random = torch.Generator().manual_seed(writing.seed)
    start = [END_ID, *tokenizer.encode(whole(prompt), add_special_tokens=False).ids]
    return draw_tokens(network, start, writing.samples, writing, random)


def decode(tokenizer: Tokenizer, row: list[int]) -> str:
    """The text of tokens."""
    return str(tokenizer.decode([token for token in row if token != END_ID], skip_special_tokens=False))


def cut(text: str, stop: list[str]) -> str:
    """The text before the first of the stop strings that occurs in it."""
    return text[: min((text.index(word) for word in stop if word in text), default=len(text))]
