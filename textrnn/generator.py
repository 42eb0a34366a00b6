"""A trained generator, to be used: `Generator.load("data/models/generation").generate("To be")`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self, TypedDict, Unpack

from pydantic import ValidationError
from tokenizers import Tokenizer

from textrnn.errors import InputError
from textrnn.generation.decoding import Writing, stream_text, write_texts
from textrnn.generation.loading import load_network
from textrnn.generation.network import GeneratorNetwork
from textrnn.model.tokenizer import read_fitting_tokenizer, whole


class Drawing(TypedDict, total=False):
    """How texts are drawn: the words of `generation.sample` in params.yaml, and what they mean."""

    max_new_tokens: int  # tokens behind the prompt, at most; 300 where nothing is said
    temperature: float  # 0.8; 0: always the likeliest token
    top_k: int  # 0: draw among all tokens
    top_p: float  # 0.95: among the likeliest that together reach it
    min_p: float  # 0: leave out what is less likely than so many times the likeliest
    repetition_penalty: float  # 1; more makes tokens that the text has less likely
    stop: Sequence[str] | str  # none: a text ends before any of these
    seed: int  # 1: the same texts each time


DRAWING = Drawing(max_new_tokens=300, temperature=0.8, top_k=0, top_p=0.95, min_p=0.0, repetition_penalty=1.0, stop=(), seed=1)


class Generator:
    """A trained generator with its tokenizer."""

    def __init__(self, network: GeneratorNetwork, tokenizer: Tokenizer) -> None:
        self.network = network
        self.tokenizer = tokenizer

    @classmethod
    def load(cls, model: Path | str) -> Self:
        """Load a model from its folder, or from the file that `textrnn pack` made.

        Raises:
            InputError: it is no such model, or damaged.
        """
        model = Path(model)
        network = load_network(model)
        return cls(network, read_fitting_tokenizer(model, network.embedding.shape[0]))

    def generate(self, prompt: str = "", samples: int = 1, **drawing: Unpack[Drawing]) -> list[str]:
        """Texts that begin with the prompt: so many samples, the same ones for the same words.

        Raises:
            InputError: a value is out of its range, or the prompt holds half a character.
        """
        return write_texts(self.network, self.tokenizer, whole(prompt), checked(samples, drawing))

    def stream(self, prompt: str = "", **drawing: Unpack[Drawing]) -> Iterator[str]:
        """What comes after the prompt, piece by piece as it is drawn: the text that `generate` gives.

        Raises:
            InputError: a value is out of its range, or the prompt holds half a character.
        """
        return stream_text(self.network, self.tokenizer, whole(prompt), checked(1, drawing))


def checked(samples: int, drawing: Drawing) -> Writing:
    """The values as parameters, those that are not given as in `DRAWING`.

    Raises:
        InputError: one is unknown or out of its range.
    """
    values = DRAWING | drawing
    stop = [values["stop"]] if isinstance(values["stop"], str) else list(values["stop"])
    try:
        return Writing.model_validate({**values, "stop": stop, "samples": samples})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{'.'.join(map(str, first['loc']))} is {first['input']!r}: {first['msg']}") from error
