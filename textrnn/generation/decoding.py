"""Writing: a generator, a prompt and how to draw -> texts, whole or piece by piece."""

from collections.abc import Iterator
from itertools import islice

import torch
from pydantic import Field
from tokenizers import Tokenizer

from textrnn.data.tokenizer import END_ID, checked_text, encode, stand_ins
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.sampling import Sampling, draw_tokens


class Writing(Sampling):
    """How texts are drawn, and how much."""

    samples: int = Field(gt=0, le=1000, description="texts for each prompt")
    max_new_tokens: int = Field(gt=0, le=100_000, description="tokens of a text behind its prompt")
    seed: int = Field(ge=0, lt=2**32, description="start of the random numbers")


class Draft:
    """A text while its tokens come. It ends with the token of the end, or before the first stop string."""

    def __init__(self, tokenizer: Tokenizer, stop: list[str]) -> None:
        self.tokenizer = tokenizer
        self.stop = stop
        self.bytes = set(stand_ins(tokenizer))
        self.waiting: list[int] = []  # The last tokens, if they are bytes: the next one may change what they mean.
        self.text = ""
        self.is_over = False

    def add(self, token: int) -> None:
        """Write a token on, unless the text is over."""
        if self.is_over:
            return
        if token == END_ID:
            self.finish()
            return
        self.waiting.append(token)
        if token not in self.bytes:
            self.decode()

    def decode(self) -> None:
        """Turn the tokens that wait into text, each once, and end it before a stop string."""
        start = max(len(self.text) - max(map(len, self.stop), default=0), 0)
        self.text += self.tokenizer.decode(self.waiting, skip_special_tokens=False)
        self.waiting = []
        stops = [at for word in self.stop if (at := self.text.find(word, start)) >= 0]
        if stops:
            self.text = self.text[: min(stops)]
            self.is_over = True

    def finish(self) -> None:
        """End the text, whatever else might have come."""
        self.decode()
        self.is_over = True

    @property
    def sure(self) -> int:
        """So many characters stay, whatever comes: all but what may begin a stop string."""
        held = 0 if self.is_over else max((begins(self.text, word) for word in self.stop), default=0)
        return len(self.text) - held


def begins(text: str, word: str) -> int:
    """The length of the longest beginning of a word that a text ends with."""
    return max(size for size in range(len(word)) if text.endswith(word[:size]))


def write_texts(network: GeneratorNetwork, tokenizer: Tokenizer, prompt: str, writing: Writing) -> list[str]:
    """The prompt and what comes after it, several times. A prompt's texts depend on no other prompt."""
    drafts = [Draft(tokenizer, writing.stop) for _ in range(writing.samples)]
    for tokens in drawn(network, tokenizer, prompt, writing):
        for draft, token in zip(drafts, tokens.tolist(), strict=True):
            draft.add(token)
        if all(draft.is_over for draft in drafts):
            break
    for draft in drafts:
        draft.finish()
    return [prompt + draft.text for draft in drafts]


def stream_text(network: GeneratorNetwork, tokenizer: Tokenizer, prompt: str, writing: Writing) -> Iterator[str]:
    """What comes after the prompt in the first of the texts, piece by piece: held back is what may change yet."""
    draft, streamed = Draft(tokenizer, writing.stop), 0
    for tokens in drawn(network, tokenizer, prompt, writing):
        draft.add(int(tokens[0]))
        if draft.sure > streamed:
            yield draft.text[streamed : draft.sure]
            streamed = draft.sure
        if draft.is_over:
            return
    draft.finish()
    if draft.text[streamed:]:
        yield draft.text[streamed:]


def drawn(network: GeneratorNetwork, tokenizer: Tokenizer, prompt: str, writing: Writing) -> Iterator[torch.Tensor]:
    """Tokens of all texts (samples,), one after the other, up to their length."""
    random = torch.Generator().manual_seed(writing.seed)
    start = [END_ID, *encode(tokenizer, checked_text(prompt))]
    return islice(draw_tokens(network, start, writing.samples, writing, random), writing.max_new_tokens)
