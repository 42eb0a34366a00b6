"""Sample: a generator and prompts -> text."""

from pathlib import Path
from typing import Annotated

import torch
from pydantic import Field
from tokenizers import Tokenizer

from textrnn.command import run
from textrnn.files import write_text
from textrnn.generation.network import Generator
from textrnn.generation.sampling import Sampling, continue_text, draw_tokens
from textrnn.params import read_section
from textrnn.progress import track
from textrnn.tokenization import END_ID, read_tokenizer

RULE = "─" * 80
# A terminal must not obey a text: control characters become the pictures that Unicode has of them, or a mark.
CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
CONTROL_PICTURES |= dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)


class Params(Sampling):
    """Section `<task>.sample`."""

    prompts: list[Annotated[str, Field(max_length=10_000)]] = Field(
        min_length=1, max_length=1000, description="of at most 10,000 characters each"
    )
    samples: int = Field(gt=0, le=1000, description="texts for each prompt")
    length: int = Field(gt=0, le=100_000, description="tokens of a text behind its prompt")
    seed: int = Field(ge=0, lt=2**32)


def settings(params: Params) -> str:
    """One line that says how the samples were drawn."""
    rules = [f"temperature {params.temperature:g}"] if params.temperature else ["always the likeliest token"]
    if params.temperature:
        rules += [f"top-k {params.top_k or 'off'}", f"top-p {params.top_p if params.top_p < 1 else 'off'}"]
        rules += [f"min-p {params.min_p:g}"] if params.min_p else []
    rules += [f"repetition penalty {params.repetition_penalty:g}"] if params.repetition_penalty > 1 else []
    rules += [f"stop at {' or '.join(map(repr, params.stop))}"] if params.stop else []
    return ", ".join([*rules, f"{params.length} tokens, seed {params.seed}"])


def sample(network: Generator, tokenizer: Tokenizer, prompt: str, params: Params) -> list[str]:
    """The prompt and what comes after it, several times. A prompt's texts depend on no other prompt."""

    def decode(row: list[int]) -> str:
        return str(tokenizer.decode([token for token in row if token != END_ID], skip_special_tokens=False))

    def is_over(row: list[int]) -> bool:
        text = decode(row) if params.stop else ""
        return row[-1] == END_ID or any(word in text for word in params.stop)

    random = torch.Generator().manual_seed(params.seed)
    start = [END_ID, *tokenizer.encode(prompt, add_special_tokens=False).ids]
    tokens = draw_tokens(network, start, params.samples, params, random)
    rows = continue_text(tokens, params.samples, params.length, is_over)
    return [prompt + cut(decode(row), params.stop) for row in rows]


def cut(text: str, stop: list[str]) -> str:
    """The text before the first of the stop strings that occurs in it."""
    return text[: min((text.index(word) for word in stop if word in text), default=len(text))]


def page(prompt: str, number: int, text: str, params: Params) -> str:
    """One sample as it is read: its heading, then prompt and text as they would stand on a page."""
    which = f"prompt {prompt!r}" if prompt else "no prompt"
    lines = "\n".join(line.rstrip().translate(CONTROL_PICTURES) for line in text.split("\n"))
    return f"{RULE}\n{which}, sample {number} of {params.samples}\n{RULE}\n{lines.rstrip()}\n"


def main(task: str, model: Path, samples: Path) -> None:
    """Write all samples to one file, to be read."""
    params = read_section(f"{task}.sample", Params)
    network = Generator.load(model)
    tokenizer = read_tokenizer(model / "tokenizer.json")
    pages = [
        page(prompt, number, text, params)
        for prompt in track(params.prompts, "sample", len(params.prompts), "prompts")
        for number, text in enumerate(sample(network, tokenizer, prompt, params), start=1)
    ]
    write_text(samples, f"{settings(params)}\n\n" + "\n".join(pages))


if __name__ == "__main__":
    run(main)
