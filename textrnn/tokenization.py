"""Tokenizers as they are once fitted: Hugging Face tokenizers, each saved as one `tokenizer.json`.

Token 0 marks where a text begins and ends. Except for words with `unknown: unk`, nothing is ever unknown: a piece
that is not in the vocabulary is spelled, in characters that training saw or else in UTF-8 bytes (`<0x00>` to
`<0xFF>`), so that every text comes back exactly and every character of it is scored.
"""

from pathlib import Path

from tokenizers import Tokenizer

from textrnn.errors import reading

END = "<end of text>"
END_ID = 0
UNKNOWN = "<unk>"
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


def read_tokenizer(path: Path) -> Tokenizer:
    """Read a fitted tokenizer."""
    with reading(path):
        return Tokenizer.from_str(path.read_text(encoding="utf-8"))


def stand_ins(tokenizer: Tokenizer) -> list[int]:
    """The tokens that stand for what the vocabulary lacks: the unknown word, or the bytes."""
    found = [tokenizer.token_to_id(token) for token in (UNKNOWN, *BYTES)]
    return [token for token in found if token is not None]
