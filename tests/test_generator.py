"""A generator in use, held against what the stage `sample` writes."""

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.sample import Params, page
from tests.data.test_tokenizer import FITTED
from tests.generation.test_network import make_network
from tests.pipeline_copy import PipelineCopy
from textrnn.data.tokenizer import END_ID
from textrnn.errors import InputError
from textrnn.generation import decoding
from textrnn.generation.decoding import Writing, stream_text, write_texts
from textrnn.generation.network import GeneratorNetwork
from textrnn.generator import Generator
from textrnn.model.writing import write_model
from textrnn.params.section import read_section

BYTE = {bytes([value]): value + 1 for value in range(256)}  # Tokens of bytes stand behind the one of the end.


def write_generator(folder: Path, kind: str = "bpe") -> Path:
    """A model with random weights, as publishing writes it, but for its card."""
    architecture = make_network(residual=True, layers=2).architecture
    with torch.random.fork_rng():
        torch.manual_seed(1)
        network = GeneratorNetwork(torch.randn(FITTED[kind].get_vocab_size(), 6), architecture)
    write_model(folder / "generator", network, network.config() | {"train": {"epochs": 3}})
    FITTED[kind].save(str(folder / "generator/tokenizer.json"))
    return folder / "generator"


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Generator:
    return Generator.load(write_generator(tmp_path_factory.mktemp("model")))


def test_texts_are_those_of_the_stage_sample(pipeline: PipelineCopy) -> None:
    params = read_section("generation.sample", Params, pipeline.folder / "params.yaml")
    generator = Generator.load(pipeline.folder / "data/models/generation")
    options = params.model_dump(include=set(Writing.model_fields))
    pages = [
        page(prompt, number, text, params)
        for prompt in params.prompts
        for number, text in enumerate(generator.generate(prompt, **options), start=1)
    ]
    _, _, sampled = (pipeline.folder / "samples/generation.txt").read_text(encoding="utf-8").partition("\n\n")
    assert "\n".join(pages) == sampled


OPTIONS: dict[str, Any] = {"max_new_tokens": 30, "temperature": 1.1, "top_k": 90, "top_p": 0.9, "min_p": 0.001}


@given(st.integers(0, 50), st.sampled_from(["", "To be", "日"]), st.lists(st.text("abe o,\n", min_size=1), max_size=3))
@settings(max_examples=30)
def test_pieces_join_to_the_text(generator: Generator, seed: int, prompt: str, stop: list[str]) -> None:
    options = OPTIONS | {"seed": seed, "stop": stop, "repetition_penalty": 1.2}
    pieces = list(generator.stream(prompt, **options))
    assert [prompt + "".join(pieces)] == generator.generate(prompt, **options)
    assert all(pieces)


def spelled(*parts: bytes) -> list[int]:
    return [BYTE[bytes([value])] for part in parts for value in part]


WORD = FITTED["bpe"].get_vocab()["b"]
ROWS = {
    "whole characters": spelled("é日🎭".encode()),
    "a character, then half of one": spelled("é".encode(), b"\xe6\x97"),
    "half a character, then a word": [*spelled("é".encode(), b"\xe6\x97"), WORD, *spelled("日".encode())],
    "half a character, then the end": [*spelled("é".encode(), b"\xe6"), END_ID],
    "no character": spelled(b"\xff\xfe"),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("stop", [[], ["b"], ["日"], ["éb"]])
def test_pieces_join_to_the_text_where_tokens_are_bytes(
    generator: Generator, row: list[int], stop: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "drawn", lambda *_: (torch.tensor([token]) for token in row))
    values = OPTIONS | {"samples": 1, "max_new_tokens": len(row), "seed": 1, "stop": stop, "repetition_penalty": 1.0}
    given_to = (generator.network, generator.tokenizer, "", Writing.model_validate(values))
    assert ["".join(stream_text(*given_to))] == write_texts(*given_to)


def test_a_text_is_shown_as_it_comes(generator: Generator) -> None:
    pieces = generator.stream("To be", max_new_tokens=100_000, temperature=0.0, top_p=1.0)
    assert next(pieces)


def test_a_text_ends_before_a_stop_string(generator: Generator) -> None:
    (text,) = generator.generate("To", **OPTIONS)
    word = text[8:10]
    end = text.index(word, 2)
    assert generator.generate("To", stop=[word], **OPTIONS) == [text[:end]]
    assert generator.generate("To", stop=word, **OPTIONS) == [text[:end]]  # One string is one stop string.
    assert "To" + "".join(generator.stream("To", stop=[word], **OPTIONS)) == text[:end]


def test_each_option_counts(generator: Generator) -> None:
    plain = generator.generate("To be", 2, max_new_tokens=40)
    assert plain == generator.generate("To be", 2, max_new_tokens=40)
    assert len(set(plain)) == 2
    assert all(text.startswith("To be") for text in plain)
    changes: list[dict[str, Any]] = [
        {"temperature": 3.0},
        {"top_k": 2},
        {"top_p": 0.2},
        {"min_p": 0.9},
        {"repetition_penalty": 5.0},
        {"seed": 2},
        {"max_new_tokens": 10},
    ]
    for change in changes:
        assert generator.generate("To be", 2, **({"max_new_tokens": 40} | change)) != plain, change


WRONG: list[dict[str, Any]] = [
    {"temperature": -1.0},
    {"temperature": float("nan")},
    {"temperature": float("inf")},
    {"top_p": 0.0},
    {"top_p": 1.1},
    {"top_p": float("nan")},
    {"top_k": -1},
    {"min_p": -0.1},
    {"max_new_tokens": 0},
    {"max_new_tokens": 2.5},
    {"max_new_tokens": 10**9},
    {"repetition_penalty": 0.5},
    {"stop": [""]},
    {"stop": ["a"] * 101},
    {"seed": -1},
    {"seed": 2**32},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_value_out_of_its_range_is_refused(generator: Generator, wrong: dict[str, Any]) -> None:
    for call in (generator.generate, generator.stream):
        with pytest.raises(InputError, match=next(iter(wrong))) as refused:
            call("To be", **wrong)
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("samples", [0, -1, 1001])
def test_a_wrong_number_of_samples_is_refused(generator: Generator, samples: int) -> None:
    with pytest.raises(InputError, match=f"samples is {samples}"):
        generator.generate(samples=samples)


@pytest.mark.parametrize("temperature", [0.0, 0.8])
def test_weights_far_too_large_are_refused(tmp_path: Path, temperature: float) -> None:
    damaged = Generator.load(write_generator(tmp_path))
    with torch.no_grad():
        damaged.network.head.weight.fill_(float("inf"))
    with pytest.raises(InputError, match="the model is damaged: its logits are NaN or infinite"):
        damaged.generate("to be", temperature=temperature)


def test_what_is_no_text_is_refused(generator: Generator) -> None:
    with pytest.raises(InputError, match="None is no text"):
        generator.generate(None)  # type: ignore[arg-type]


def test_a_lone_surrogate_is_refused(generator: Generator) -> None:
    for call in (generator.generate, generator.stream):
        with pytest.raises(InputError, match="contains a lone surrogate"):
            call("a\udcff")
