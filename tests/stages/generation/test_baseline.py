import math

import pyppmd
import pytest

from stages.generation.baseline import Params, ppmd_bits, unigram_bits

TEXT = "To be, or not to be: that is the question. é語 " * 20


def test_character_frequencies_are_a_distribution() -> None:
    seen = "aab"
    total = sum(2 ** -unigram_bits(seen, character) for character in "abcdefghij")
    assert total + (0x110000 - 10) * 2 ** -unigram_bits(seen, "語") == pytest.approx(1)
    assert unigram_bits(seen, "ab") == pytest.approx(-math.log2(2 / 4 * 1 / 4) / 2)


def compressed_size(text: str) -> int:
    """Bytes of a whole compressed text, which can be read again."""
    encoder, decoder = pyppmd.Ppmd7Encoder(6, 2**20), pyppmd.Ppmd7Decoder(6, 2**20)
    data = encoder.encode(text.encode()) + encoder.flush()
    assert decoder.decode(data, len(text.encode())) == text.encode()
    return len(data)


def test_bits_are_those_of_whole_compressed_texts() -> None:
    texts = [TEXT, "".join(map(chr, range(33, 999))), TEXT[::-1], "ab" * 40_000]
    found = ppmd_bits(texts, Params(order=6, memory=2**20))
    for number, text in enumerate(texts):
        before, after = ("".join(texts[:end]) for end in (number, number + 1))
        size = compressed_size(after) - (compressed_size(before) if before else 0)
        assert found[number] == pytest.approx(8 * size / len(text), abs=8 * 6 / len(text))


def test_text_seen_before_costs_next_to_nothing() -> None:
    params = Params(order=6, memory=2**20)
    first, again = ppmd_bits([TEXT, TEXT], params)
    assert again < 0.2 < first
