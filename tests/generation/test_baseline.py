import math

import pyppmd
import pytest

from stages.generation.baseline import Params, compressed_size, ppmd_bits, unigram_bits

TEXT = "To be, or not to be: that is the question. é語 " * 20


def test_character_frequencies_are_a_distribution() -> None:
    seen = "aab"
    total = sum(2 ** -unigram_bits(seen, character) for character in "abcdefghij")
    assert total + (0x110000 - 10) * 2 ** -unigram_bits(seen, "語") == pytest.approx(1)
    assert unigram_bits(seen, "ab") == pytest.approx(-math.log2(3 * 2 / (0x110000 + 3) ** 2) / 2)


def test_what_was_compressed_can_be_read_again() -> None:
    encoder, decoder = pyppmd.Ppmd7Encoder(6, 2**20), pyppmd.Ppmd7Decoder(6, 2**20)
    data = encoder.encode(TEXT.encode()) + encoder.flush()
    assert compressed_size(TEXT, Params(order=6, memory=2**20)) == len(data)
    assert decoder.decode(data, len(TEXT.encode())) == TEXT.encode()


def test_text_seen_before_costs_next_to_nothing() -> None:
    params = Params(order=6, memory=2**20)
    assert ppmd_bits(TEXT, TEXT, params) < 0.2
    assert ppmd_bits("", "abcdefgh" * 2, params) > 2
