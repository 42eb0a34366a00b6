"""Use a trained generator: `Generator.load("data/models/generation").generate("To be")`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self, TypedDict, Unpack

from pydantic import ValidationError
from tokenizers import Tokenizer

from textrnn.data.tokenizer import checked_text
from textrnn.errors import InputError
from textrnn.generation.decoding import Writing, stream_text, write_texts
from textrnn.generation.loading import load_network
from textrnn.generation.network import GeneratorNetwork
from textrnn.model.tokenizer_loading import load_tokenizer


class Options(TypedDict, total=False):
    """How texts are sampled: the parameters of `generation.sample` in params.yaml."""

    max_new_tokens: int  # tokens after the prompt, at most
    temperature: float  # 0: always the likeliest token
    top_k: int  # sample from so many likeliest tokens; 0: from all
    top_p: float  # sample from the likeliest tokens that together reach it; 1: from all
    min_p: float  # leave out tokens less likely than so many times the likeliest
    repetition_penalty: float  # above 1: tokens that the text has become less likely
    stop: Sequence[str] | str  # a text ends before any of these
    seed: int  # the same texts for the same seed


DEFAULTS = Options(
    max_new_tokens=300,
    temperature=0.8,
    top_k=0,
    top_p=0.95,
    min_p=0.0,
    repetition_penalty=1.0,
    stop=(),
    seed=1,
)


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
        return cls(network, load_tokenizer(model, network.embedding.shape[0]))

    def generate(self, prompt: str = "", samples: int = 1, **options: Unpack[Options]) -> list[str]:
        """Texts that begin with the prompt: so many samples, sampled by `DEFAULTS` where an option is not given.

        Raises:
            InputError: an option is out of its range, or the prompt contains a lone surrogate.
        """
        return write_texts(self.network, self.tokenizer, checked_text(prompt), checked_options(samples, options))

    def stream(self, prompt: str = "", **options: Unpack[Options]) -> Iterator[str]:
        """The text that `generate` returns, without the prompt, piece by piece as it is sampled.

        Raises:
            InputError: an option is out of its range, or the prompt contains a lone surrogate.
        """
        return stream_text(self.network, self.tokenizer, checked_text(prompt), checked_options(1, options))


def checked_options(samples: int, options: Options) -> Writing:
    """The options as parameters, with `DEFAULTS` for those that are not given.

    Raises:
        InputError: one is unknown or out of its range.
    """
    values = DEFAULTS | options
    stop = [values["stop"]] if isinstance(values["stop"], str) else list(values["stop"])
    try:
        return Writing.model_validate({**values, "stop": stop, "samples": samples})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{'.'.join(map(str, first['loc']))} is {first['input']!r}: {first['msg']}") from error
