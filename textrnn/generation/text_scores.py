"""What texts cost a generator, read as `evaluate` reads its test set."""

from collections.abc import Iterable
from contextlib import closing
from itertools import groupby
from pathlib import Path

from tokenizers import Tokenizer

from textrnn.data.arrays import TokenArrays, TokenWriter, read_arrays
from textrnn.data.records import Record
from textrnn.data.tokenizer import END_ID, UNKNOWN, encode
from textrnn.errors import InputError
from textrnn.generation.network import GeneratorNetwork
from textrnn.generation.scores import Score, score_texts, token_nats, total

SEGMENT, BATCH = 64, 64  # Tokens and texts that are read at a time; scores do not depend on them but for last digits.


def refuse_lossy(tokenizer: Tokenizer, model: str) -> None:
    """Refuse a tokenizer that would make a text seem cheaper than it is: its score counts every character as it stands.

    Raises:
        InputError: it hides words, or capitals.
    """
    if tokenizer.token_to_id(UNKNOWN) is not None or tokenizer.normalizer is not None:
        hidden = "capitals" if tokenizer.token_to_id(UNKNOWN) is None else "words that it does not know"
        raise InputError(f"{model} cannot be scored: its tokenizer hides {hidden}, so they would cost nothing")


def encode_texts(records: Iterable[Record], tokenizer: Tokenizer, folder: Path) -> TokenArrays:
    """The tokens of texts, each all records of a source with a mark before and behind it; they are kept in `folder`."""
    with closing(TokenWriter(folder, tokenizer.get_vocab_size(), labelled=False)) as out:
        for _, text in groupby(records, key=lambda record: record.source):
            out.append([END_ID])
            for record in text:
                out.append(encode(tokenizer, record.text), len(record.text))
            out.append([END_ID])
            out.end_document(None)
    return read_arrays(folder)


def score_arrays(network: GeneratorNetwork, arrays: TokenArrays) -> Score:
    """What all texts cost together, each read with the state carried from start to end."""
    return total(score_texts(arrays, token_nats(network, arrays, SEGMENT, BATCH, "score")))
