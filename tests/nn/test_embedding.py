import pytest
import torch

from textrnn.distributed.process_group import SINGLE_PROCESS
from textrnn.nn.embedding import TokenEmbedding
from textrnn.training.gradients import Gradient

TOKENS = torch.randint(0, 30, (4, 12), generator=torch.Generator().manual_seed(1))
BEFORE = torch.tensor([[3], [0], [29], [8]])


def test_without_bigrams_a_token_has_the_vector_given() -> None:
    vectors = torch.randn(30, 6)
    embedding = TokenEmbedding(vectors, bigrams=0)
    assert torch.equal(embedding(TOKENS, BEFORE), vectors[TOKENS.T])
    assert embedding.shape == [30, 6]
    embedding.tokens.weight.data.zero_()
    assert vectors.any()  # They are copied.


def test_bigrams_are_almost_nothing_at_first() -> None:
    embedding = TokenEmbedding(torch.zeros(30, 6), bigrams=1000)
    assert 0.009 < embedding(torch.arange(30)[None], BEFORE[:1]).std() < 0.011


def test_a_tokens_vector_depends_on_the_one_before_it() -> None:
    embedding = TokenEmbedding(torch.randn(30, 6), bigrams=11)
    assert embedding.bigrams is not None
    found = embedding(TOKENS, BEFORE).transpose(0, 1)
    for row in range(4):
        earlier = BEFORE[row].item()
        for step, token in enumerate(TOKENS[row].tolist()):
            bigram = embedding.bigrams.weight[(token * 1_000_003 + earlier * 1_299_709) % 11]
            torch.testing.assert_close(found[row, step], embedding.tokens.weight[token] + bigram)
            earlier = token


@pytest.mark.parametrize("bigrams", [0, 11])
def test_only_the_rows_that_were_read_are_updated(bigrams: int) -> None:
    embedding = TokenEmbedding(torch.randn(30, 6), bigrams)
    tables = [table.weight for table in (embedding.tokens, embedding.bigrams) if table]
    found = Gradient(torch.nn.Sequential(embedding, torch.nn.Linear(6, 1)), 1, SINGLE_PROCESS).tables
    assert [id(table) for table in found] == [id(table) for table in tables]
    assert len(found) == (2 if bigrams else 1)
