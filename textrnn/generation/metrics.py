"""Metrics of texts, whatever predicted them."""


def bits_per_character(bits: float, characters: int) -> float:
    """The measure that does not depend on the tokenizer."""
    return bits / max(characters, 1)
