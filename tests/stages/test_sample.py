import pytest
import torch
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from tokenizers import Tokenizer

from stages.sample import Params, page, settings
from tests.data.test_tokenizer import FITTED
from tests.generation.test_network import make_network
from textrnn.data.tokenizer import END
from textrnn.generation import decoding as writing
from textrnn.generation.decoding import Draft, stream_text, write_texts
from textrnn.generation.network import GeneratorNetwork

PARAMS = Params(
    prompts=["", "To be"],
    samples=3,
    max_new_tokens=12,
    temperature=0.8,
    top_k=0,
    top_p=0.9,
    min_p=0.0,
    repetition_penalty=1.0,
    stop=[],
    seed=1,
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return FITTED["bpe"]


@pytest.fixture(scope="module")
def network(tokenizer: Tokenizer) -> GeneratorNetwork:
    return GeneratorNetwork(torch.randn(tokenizer.get_vocab_size(), 6), make_network(residual=True).architecture).eval()


@pytest.mark.parametrize("prompt", ["", "To be", "unseen 日本 🎭 \x00", "\n", "مرحبا"])
def test_a_text_begins_with_its_prompt(network: GeneratorNetwork, tokenizer: Tokenizer, prompt: str) -> None:
    texts = write_texts(network, tokenizer, prompt, PARAMS)
    assert len(texts) == 3
    assert all(text.startswith(prompt) for text in texts)
    assert len(set(texts)) == 3


def test_settings_reach_the_text(network: GeneratorNetwork, tokenizer: Tokenizer) -> None:
    greedy = PARAMS.model_copy(update={"top_k": 1})
    assert len(set(write_texts(network, tokenizer, "To be", greedy))) == 1
    tokens = [0, *tokenizer.encode("To be").ids]
    for _ in range(PARAMS.max_new_tokens):
        tokens.append(int(network(torch.tensor([tokens]))[0][0, -1].argmax()))
    assert (
        write_texts(network, tokenizer, "To be", greedy)[0]
        == tokenizer.decode(tokens, skip_special_tokens=False)[len(END) :]
    )


def test_nothing_else_changes_a_prompts_texts(network: GeneratorNetwork, tokenizer: Tokenizer) -> None:
    alone = PARAMS.model_copy(update={"prompts": ["To be"]})
    assert write_texts(network, tokenizer, "To be", PARAMS) == write_texts(network, tokenizer, "To be", alone)
    other = PARAMS.model_copy(update={"seed": 2})
    assert write_texts(network, tokenizer, "To be", PARAMS) != write_texts(network, tokenizer, "To be", other)


def test_a_page_is_readable() -> None:
    lines = page("To\n", 2, "To\nbe  \r\nor", PARAMS).splitlines()
    assert lines[1] == "prompt 'To\\n', sample 2 of 3"
    assert lines[3:] == ["To", "be", "or"]
    assert page("", 1, "a", PARAMS).splitlines()[1] == "no prompt, sample 1 of 3"
    assert settings(PARAMS) == "temperature 0.8, top-k off, top-p 0.9, 12 tokens, seed 1"
    greedy = PARAMS.model_copy(update={"temperature": 0.0})
    assert settings(greedy) == "always the likeliest token, 12 tokens, seed 1"
    whole = PARAMS.model_copy(update={"top_k": 5, "min_p": 0.1, "repetition_penalty": 1.5, "stop": ["x", "\n"]})
    assert settings(whole) == (
        "temperature 0.8, top-k 5, top-p 0.9, min-p 0.1, repetition penalty 1.5, stop at 'x' or '\\n', "
        "12 tokens, seed 1"
    )


def test_a_page_gives_no_orders_to_a_terminal() -> None:
    assert page("", 1, "a\x1b[31mb\x00\tc\x7f", PARAMS).splitlines()[3] == "a␛[31mb␀\tc␡"
    assert page("", 1, "a\x9b31mb\u202ec", PARAMS).splitlines()[3] == "a�31mb�c"


@given(st.text("abc", max_size=8), st.lists(st.text("abc", min_size=1, max_size=3), max_size=3))
def test_a_text_is_cut_before_the_first_stop_string(text: str, stop: list[str]) -> None:
    kept = next(
        (text[:end] for end in range(len(text)) if any(text[end:].startswith(word) for word in stop)),
        text,
    )
    draft = Draft(FITTED["char"], stop)
    for token in FITTED["char"].encode(text).ids:
        draft.add(token)
    draft.finish()
    assert draft.text == kept


def test_a_text_ends_at_its_end(network: GeneratorNetwork, tokenizer: Tokenizer) -> None:
    draft = Draft(tokenizer, [])
    for token in [*tokenizer.encode("To be").ids, 0, *tokenizer.encode(" or not").ids]:
        draft.add(token)
    assert (draft.text, draft.is_over) == ("To be", True)


def test_nothing_is_drawn_once_all_texts_are_over(
    network: GeneratorNetwork, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = (tokenizer.token_to_id(letter) for letter in "ab")
    steps = (torch.tensor(step) for step in ([a, 0], [0, b], [b, b]))
    monkeypatch.setattr(writing, "drawn", lambda *_: steps)
    assert write_texts(network, tokenizer, "To", PARAMS.model_copy(update={"samples": 2})) == ["Toa", "To"]
    assert next(steps).tolist() == [b, b]


def test_a_stop_string_ends_a_text_wherever_tokens_are_cut(network: GeneratorNetwork, tokenizer: Tokenizer) -> None:
    for whole in write_texts(network, tokenizer, "To be", PARAMS):
        text = whole.removeprefix("To be")
        for word in {text[3:5], text[-1:]}:
            stopped = write_texts(network, tokenizer, "To be", PARAMS.model_copy(update={"stop": [word]}))
            assert "To be" + text[: text.index(word)] in stopped
            assert not any(word in one.removeprefix("To be") for one in stopped)


@given(st.integers(0, 50), st.lists(st.text("abe o,\n", min_size=1, max_size=3), max_size=3))
@settings_of_hypothesis(max_examples=30)
def test_a_text_is_the_same_piece_by_piece(
    network: GeneratorNetwork, tokenizer: Tokenizer, seed: int, stop: list[str]
) -> None:
    one = PARAMS.model_copy(update={"samples": 1, "seed": seed, "stop": stop, "max_new_tokens": 30})
    pieces = list(stream_text(network, tokenizer, "To be", one))
    assert ["To be" + "".join(pieces)] == write_texts(network, tokenizer, "To be", one)
    assert all(pieces)
