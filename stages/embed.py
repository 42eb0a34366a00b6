"""Embed: ids -> the vectors of tokens from which training starts."""

from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from stages.command_line import run
from textrnn.data.arrays import TokenArrays, read_arrays
from textrnn.data.tokenizer import END_ID, read_tokenizer, stand_ins
from textrnn.files import replacing
from textrnn.params.section import Section, read_section

CHUNK = 2**20  # Tokens counted at a time.
Vectors = NDArray[np.float32]


class Params(Section):
    """Section `<task>.embed`."""

    kind: Literal["ppmi", "random"] = Field(description="what vectors hold: which words stand near, or nothing")
    embedding_size: int = Field(gt=0, le=4096, description="values of a vector")
    std: float = Field(gt=0, le=100, description="standard deviation of all values; PyTorch's own is 1")
    window: int = Field(gt=0, le=100, description="words on either side that count as near")
    smoothing: float = Field(gt=0, le=1, description="exponent of counts: less than 1 lets rare words weigh less")
    seed: int = Field(ge=0, lt=2**32, description="start of the random numbers")


def random_vectors(vocabulary_size: int, params: Params) -> Vectors:
    """Normally distributed values (vocabulary, size)."""
    random = np.random.default_rng(params.seed)
    return (params.std * random.standard_normal((vocabulary_size, params.embedding_size))).astype(np.float32)


def neighbour_vectors(counts: csr_matrix, params: Params) -> Vectors:
    """Vectors (vocabulary, size) of words that are alike if the words near them are.

    A vocabulary has one singular vector less than words; where more features are asked for, training begins with zeros.
    The largest singular vectors of their positive pointwise mutual information (Levy 2014, "Neural word embedding as
    implicit matrix factorization"; smoothing: Levy 2015, "Improving distributional similarity").
    """
    # Imported here, as it takes a second: what is wrong with params or data is said before.
    from sklearn.utils.extmath import randomized_svd

    information = mutual_information(counts, params.smoothing)
    count = min(params.embedding_size, counts.shape[0] - 1)
    left, values, _ = randomized_svd(information, count, random_state=params.seed)
    vectors = left * np.sqrt(values)
    spread = np.sqrt(np.square(vectors).mean())  # About zero: the sign of a singular vector is arbitrary.
    scaled = np.asarray(vectors * (params.std / max(spread, 1e-12)), dtype=np.float32)
    return np.pad(scaled, ((0, 0), (0, params.embedding_size - count)))


def mutual_information(counts: csr_matrix, smoothing: float) -> csr_matrix:
    """Positive pointwise mutual information of pairs that were counted (vocabulary, vocabulary)."""
    pairs = counts.tocoo()
    often = np.asarray(counts.sum(axis=1)).ravel()
    near = often**smoothing
    information = np.log(pairs.data * near.sum() / (often[pairs.row] * near[pairs.col]))
    return csr_matrix((information.clip(min=0), (pairs.row, pairs.col)), shape=counts.shape)


def count_neighbours(arrays: TokenArrays, vocabulary_size: int, unknown: list[int], window: int) -> csr_matrix:
    """How often two tokens stand near each other in a document, a distance of n counting 1 / n.

    `unknown` tokens stand for text outside the vocabulary and are near to nothing.
    """
    known = np.ones(vocabulary_size, dtype=bool)
    known[unknown] = False
    counts = csr_matrix((vocabulary_size, vocabulary_size))
    for at in range(0, len(arrays.ids), CHUNK):
        ids = arrays.ids[at : at + CHUNK + window]  # The last ones are the first of the next chunk.
        texts = np.searchsorted(arrays.ends, np.arange(at, at + len(ids)), side="right")
        for distance in range(1, window + 1):
            size = max(min(CHUNK, len(ids) - distance), 0)
            here, there = slice(size), slice(distance, distance + size)
            near = (texts[here] == texts[there]) & known[ids[here]] & known[ids[there]]
            weights = np.full(int(near.sum()), 1 / distance)
            counts += csr_matrix((weights, (ids[here][near], ids[there][near])), shape=counts.shape)
    return counts + counts.T


def main(task: str, *, ids: Path, tokenizer: Path, vectors: Path) -> None:
    """Write the vectors of all tokens, from what stands in training."""
    params = read_section(f"{task}.embed", Params)
    fitted = read_tokenizer(tokenizer)
    size = fitted.get_vocab_size()
    if params.kind == "random":
        values = random_vectors(size, params)
    else:
        counts = count_neighbours(read_arrays(ids / "train"), size, [END_ID, *stand_ins(fitted)], params.window)
        values = neighbour_vectors(counts, params)
    with replacing(vectors) as beside, beside.open("wb") as file:
        np.save(file, values)


if __name__ == "__main__":
    run(main)
