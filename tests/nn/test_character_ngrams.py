import zlib

import pytest
import torch

from textrnn.distributed.process_group import SINGLE_PROCESS
from textrnn.nn.character_ngrams import CharacterNgrams, ngrams
from textrnn.nn.embedding import TokenEmbedding
from textrnn.training.gradients import Gradient

WORDS = ["", "мама", "маму", "a", "ab", "", "мама мыла раму"]
TOKENS = torch.tensor([[1, 2, 1, 0], [6, 3, 5, 1]])


def made(count: int = 50) -> CharacterNgrams:
    torch.manual_seed(1)
    return CharacterNgrams(WORDS, count, 4)


def test_ngrams_are_all_stretches_between_the_ends_but_the_whole() -> None:
    marked = "<maman>"
    expected = {marked[i:j] for i in range(7) for j in range(i, 8) if 3 <= j - i <= 6}
    assert sorted(ngrams("maman")) == sorted(expected)  # Each of them is there once.
    assert list(ngrams("ab")) == ["<ab", "ab>"]
    assert not list(ngrams(""))
    assert not list(ngrams("a"))  # <a> is the whole.


def test_a_vector_is_twice_the_mean_of_those_of_its_ngrams() -> None:
    inside = made()
    found = inside(TOKENS)
    assert found.shape == (2, 4, 4)
    for place, token in zip(found.flatten(0, 1), TOKENS.flatten().tolist(), strict=True):
        rows = [zlib.crc32(ngram.encode()) % 50 for ngram in ngrams(WORDS[token])]
        expected = 2 * inside.vectors.weight[rows].mean(dim=0) if rows else torch.zeros(4)
        torch.testing.assert_close(place, expected)


def test_words_of_one_stem_are_alike() -> None:
    first, second, other = made(100_000)(torch.tensor([1, 2, 6])).unbind()
    assert torch.cosine_similarity(first, second, dim=0) > torch.cosine_similarity(second, other, dim=0) + 0.1


def test_the_gradient_has_the_rows_that_were_read() -> None:
    embedding = TokenEmbedding(torch.randn(7, 4), 0, made(10_000))
    head = torch.nn.Linear(4, 1)
    gradient = Gradient(torch.nn.Sequential(embedding, head), 1, SINGLE_PROCESS)
    assert len(gradient.tables) == 2
    gradient.compute(lambda _: head(embedding(TOKENS[:1], TOKENS[:1, :1])).square().sum())
    read = sorted({zlib.crc32(ngram.encode()) % 10_000 for token in (1, 2) for ngram in ngrams(WORDS[token])})
    rows = gradient.rows[1]
    assert rows.numbers.tolist() == read
    assert embedding.inside is not None
    (whole,) = torch.autograd.grad(
        head(embedding(TOKENS[:1], TOKENS[:1, :1])).square().sum(), [embedding.inside.vectors.weight]
    )
    torch.testing.assert_close(rows.gradient, whole.to_dense()[read])


@pytest.mark.parametrize("bigrams", [0, 5])
def test_once_folded_it_is_the_same_without_them(bigrams: int) -> None:
    vectors = torch.randn(7, 4)
    embedding = TokenEmbedding(vectors, bigrams, made())
    before = embedding(TOKENS, TOKENS[:, :1])
    embedding.fold()
    assert embedding.inside is None
    torch.testing.assert_close(embedding(TOKENS, TOKENS[:, :1]), before)
    embedding.fold()
    torch.testing.assert_close(embedding(TOKENS, TOKENS[:, :1]), before)
