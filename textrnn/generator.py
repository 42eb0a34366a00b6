"""A trained generator, to be used: `Generator.load("data/models/generation").generate("To be")`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from pydantic import ValidationError
from tokenizers import Tokenizer

from textrnn.errors import InputError
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.writing import Writing, stream_text, write_texts
from textrnn.model_folder import read_fitting_tokenizer, whole


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
        network = GeneratorNetwork.load(model)
        return cls(network, read_fitting_tokenizer(model, network.embedding.shape[0]))

    def generate(
        self,
        prompt: str = "",
        samples: int = 1,
        *,
        length: int = 300,
        temperature: float = 0.8,
        top_k: int = 0,
        top_p: float = 0.95,
        min_p: float = 0.0,
        repetition_penalty: float = 1.0,
        stop: Sequence[str] = (),
        seed: int = 1,
    ) -> list[str]:
        """Texts that begin with the prompt: so many samples, of at most `length` tokens behind it.

        The other words are those of `generation.sample` in params.yaml; the same words give the same texts.

        Raises:
            InputError: a value is out of its range, or the prompt holds half a character.
        """
        writing = checked(locals())
        return write_texts(self.network, self.tokenizer, prompt, writing)

    def stream(
        self,
        prompt: str = "",
        *,
        length: int = 300,
        temperature: float = 0.8,
        top_k: int = 0,
        top_p: float = 0.95,
        min_p: float = 0.0,
        repetition_penalty: float = 1.0,
        stop: Sequence[str] = (),
        seed: int = 1,
    ) -> Iterator[str]:
        """What comes after the prompt, piece by piece as it is drawn: the text that `generate` gives.

        Raises:
            InputError: a value is out of its range, or the prompt holds half a character.
        """
        writing = checked(locals() | {"samples": 1})
        return stream_text(self.network, self.tokenizer, prompt, writing)


def checked(values: dict[str, object]) -> Writing:
    """The values as parameters.

    Raises:
        InputError: one is out of its range, or the prompt holds half a character.
    """
    whole(str(values["prompt"]))
    stop = values["stop"]
    stop = [stop] if isinstance(stop, str) else list(stop)  # type: ignore[call-overload]
    named = {name: values[name] for name in Writing.model_fields} | {"stop": stop}
    try:
        return Writing.model_validate(named)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{'.'.join(map(str, first['loc']))} is {first['input']!r}: {first['msg']}") from error
