"""Sample: a generator and prompts -> text."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from stages.command_line import run
from textrnn.data.tokenizer import read_tokenizer
from textrnn.files import write_json, write_text
from textrnn.generation.decoding import Writing, write_texts
from textrnn.generation.loading import load_network
from textrnn.params.section import read_section
from textrnn.report.progress import track
from textrnn.report.terminal import printable

RULE = "─" * 80


class Params(Writing):
    """Section `<task>.sample`."""

    prompts: list[Annotated[str, Field(max_length=10_000)]] = Field(
        min_length=1, max_length=1000, description="of at most 10,000 characters each"
    )


def settings(params: Params) -> str:
    """One line that says how the samples were drawn."""
    rules = [f"temperature {params.temperature:g}"] if params.temperature else ["always the likeliest token"]
    if params.temperature:
        rules += [f"top-k {params.top_k or 'off'}", f"top-p {params.top_p if params.top_p < 1 else 'off'}"]
        rules += [f"min-p {params.min_p:g}"] if params.min_p else []
    rules += [f"repetition penalty {params.repetition_penalty:g}"] if params.repetition_penalty > 1 else []
    rules += [f"stop at {' or '.join(map(repr, params.stop))}"] if params.stop else []
    return ", ".join([*rules, f"{params.max_new_tokens} tokens, seed {params.seed}"])


def page(prompt: str, number: int, text: str, params: Params) -> str:
    """One sample as it is read: its heading, then prompt and text as they would stand on a page."""
    which = f"prompt {prompt!r}" if prompt else "no prompt"
    lines = "\n".join(printable(line.rstrip()) for line in text.split("\n"))
    return f"{RULE}\n{which}, sample {number} of {params.samples}\n{RULE}\n{lines.rstrip()}\n"


def main(task: str, *, model: Path, tokenizer: Path, samples: Path, texts: Path) -> None:
    """Write all samples to one file, to be read, and to another one character for character."""
    params = read_section(f"{task}.sample", Params)
    network = load_network(model)
    fitted = read_tokenizer(tokenizer)
    drawn = [
        (prompt, number, text)
        for prompt in track(params.prompts, "sample", len(params.prompts), "prompts")
        for number, text in enumerate(write_texts(network, fitted, prompt, params), start=1)
    ]
    pages = [page(*sample, params) for sample in drawn]
    write_text(samples, f"{settings(params)}\n\n" + "\n".join(pages))
    exact = [{"prompt": prompt, "sample": number, "text": text[len(prompt) :]} for prompt, number, text in drawn]
    write_json(texts, exact)


if __name__ == "__main__":
    run(main)
