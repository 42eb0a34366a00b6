"""How fast text is drawn beside a bare batched loop of the same network."""

from itertools import islice
from pathlib import Path

import torch

import stages.sample
from textrnn.data.tokenizer import END_ID
from textrnn.generation.loading import load_network
from textrnn.generation.sampling import draw_tokens
from textrnn.params.section import read_section
from tools.bench.timing import report, seconds, speed_ratio

TEXTS = 32
LENGTH = 100


def main() -> None:
    """Print the figures of sampling."""
    params = read_section("generation.sample", stages.sample.Params)
    network = load_network(Path("data/models/generation"))

    def ours() -> None:
        for _ in islice(draw_tokens(network, [END_ID], TEXTS, params, torch.Generator().manual_seed(1)), LENGTH):
            pass

    @torch.no_grad()
    def bare() -> None:
        tokens, state = torch.full((TEXTS, 1), END_ID), None
        for _ in range(LENGTH):
            logits, state = network(tokens, state)
            tokens = torch.multinomial((logits[:, -1] / params.temperature).softmax(dim=-1), 1)

    ratio = speed_ratio(ours, bare)
    name = f"drawing {TEXTS} texts at once, speed against a bare loop"
    report(name, f"{ratio:.2f}", "at least 0.9", ratio >= 0.9)
    report("tokens drawn in a second", f"{TEXTS * LENGTH / seconds(ours):,.0f}")
