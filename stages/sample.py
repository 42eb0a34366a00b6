"""Sample: a generator and prompts -> text."""

from pathlib import Path

import torch
from pydantic import Field
from tokenizers import Tokenizer

from textrnn.command import run
from textrnn.files import write_text
from textrnn.generation.network import Generator
from textrnn.generation.sampling import Sampling, continue_text
from textrnn.params import read_section
from textrnn.tokenization import END_ID

RULE = "─" * 80


class Params(Sampling):
    """Section `<task>.sample`."""

    prompts: list[str] = Field(min_length=1)
    samples: int = Field(gt=0, description="texts for each prompt")
    length: int = Field(gt=0, description="tokens of a text behind its prompt")
    seed: int = Field(ge=0)


def settings(params: Params) -> str:
    """One line that says how the samples were drawn."""
    end = f"{params.length} tokens, seed {params.seed}"
    if params.temperature == 0:
        return f"always the likeliest token, {end}"
    top_k = params.top_k or "off"
    top_p = params.top_p if params.top_p < 1 else "off"
    return f"temperature {params.temperature:g}, top-k {top_k}, top-p {top_p}, {end}"


def sample(network: Generator, tokenizer: Tokenizer, prompt: str, params: Params) -> list[str]:
    """The prompt and what comes after it, several times. A prompt's texts depend on no other prompt."""
    random = torch.Generator().manual_seed(params.seed)
    tokens = [END_ID, *tokenizer.encode(prompt, add_special_tokens=False).ids]
    rows = continue_text(network, tokens, params.samples, params.length, END_ID, params, random)
    return [prompt + tokenizer.decode(row, skip_special_tokens=False) for row in rows]


def page(prompt: str, number: int, text: str, params: Params) -> str:
    """One sample as it is read: its heading, then prompt and text as they would stand on a page."""
    heading = (
        f"prompt {prompt!r}, sample {number} of {params.samples}"
        if prompt
        else f"no prompt, sample {number} of {params.samples}"
    )
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return f"{RULE}\n{heading}\n{RULE}\n{lines}\n"


def main(task: str, model: Path, samples: Path) -> None:
    """Write all samples to one file, to be read."""
    params = read_section(f"{task}.sample", Params)
    network = Generator.load(model)
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    pages = [
        page(prompt, number, text, params)
        for prompt in params.prompts
        for number, text in enumerate(sample(network, tokenizer, prompt, params), start=1)
    ]
    write_text(samples, f"{settings(params)}\n\n" + "\n".join(pages))


if __name__ == "__main__":
    run(main)
