import pytest
import torch
from tokenizers import Tokenizer

from stages.sample import Params, page, sample, settings
from tests.generation.test_network import make_network
from tests.test_tokenization import FITTED
from textrnn.generation.network import Generator
from textrnn.tokenization import END

PARAMS = Params(prompts=["", "To be"], samples=3, length=12, temperature=0.8, top_k=0, top_p=0.9, seed=1)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return FITTED["bpe"]


@pytest.fixture(scope="module")
def network(tokenizer: Tokenizer) -> Generator:
    return Generator(tokenizer.get_vocab_size(), make_network(residual=True).architecture).eval()


@pytest.mark.parametrize("prompt", ["", "To be", "unseen 日本 🎭 \x00", "\n", "مرحبا"])
def test_a_text_begins_with_its_prompt(network: Generator, tokenizer: Tokenizer, prompt: str) -> None:
    texts = sample(network, tokenizer, prompt, PARAMS)
    assert len(texts) == 3
    assert all(text.startswith(prompt) for text in texts)
    assert len(set(texts)) == 3


def test_settings_reach_the_text(network: Generator, tokenizer: Tokenizer) -> None:
    greedy = PARAMS.model_copy(update={"top_k": 1})
    assert len(set(sample(network, tokenizer, "To be", greedy))) == 1
    tokens = [0, *tokenizer.encode("To be").ids]
    for _ in range(PARAMS.length):
        tokens.append(int(network(torch.tensor([tokens]))[0][0, -1].argmax()))
    assert (
        sample(network, tokenizer, "To be", greedy)[0]
        == tokenizer.decode(tokens, skip_special_tokens=False)[len(END) :]
    )


def test_nothing_else_changes_a_prompts_texts(network: Generator, tokenizer: Tokenizer) -> None:
    alone = PARAMS.model_copy(update={"prompts": ["To be"]})
    assert sample(network, tokenizer, "To be", PARAMS) == sample(network, tokenizer, "To be", alone)
    other = PARAMS.model_copy(update={"seed": 2})
    assert sample(network, tokenizer, "To be", PARAMS) != sample(network, tokenizer, "To be", other)


def test_a_page_is_readable() -> None:
    lines = page("To\n", 2, "To\nbe  \r\nor", PARAMS).splitlines()
    assert lines[1] == "prompt 'To\\n', sample 2 of 3"
    assert lines[3:] == ["To", "be", "or"]
    assert page("", 1, "a", PARAMS).splitlines()[1] == "no prompt, sample 1 of 3"
    assert settings(PARAMS) == "temperature 0.8, top-k off, top-p 0.9, 12 tokens, seed 1"
    greedy = PARAMS.model_copy(update={"temperature": 0.0})
    assert settings(greedy) == "always the likeliest token, 12 tokens, seed 1"
