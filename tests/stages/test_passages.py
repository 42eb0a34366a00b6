from pathlib import Path

import numpy as np
import pytest

from stages.generation.compare import intervals
from stages.passages import block_size, main, rank
from tests.data.test_tokenizer import FITTED
from textrnn.data.arrays import TokenWriter
from textrnn.data.records import Record, write_records
from textrnn.data.tokenizer import END_ID
from textrnn.files import read_json, write_json
from textrnn.generation.passages import Passages
from textrnn.generation.token_nats import write_token_nats

EASY, HARD = "to be\n" * 50, "question\n" * 40


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """What the stage writes of two works; each token of the first costs one bit, of the second three."""
    works = {"easy": EASY, "hard": HARD}
    for name in ("splits", "ids", "network", "dynamic"):
        (tmp_path / name).mkdir()
    write_records(tmp_path / "splits/test.jsonl", [Record(text, None, source) for source, text in works.items()])
    FITTED["bpe"].save(str(tmp_path / "tokenizer.json"))
    writer = TokenWriter(tmp_path / "ids/test", FITTED["bpe"].get_vocab_size(), labelled=False)
    bits: list[float] = []
    for cost, text in zip((1.0, 3.0), works.values(), strict=True):
        ids = FITTED["bpe"].encode(text, add_special_tokens=False).ids
        writer.append([END_ID, *ids, END_ID], len(text))
        writer.end_document(None)
        bits += [0.0, *[cost] * (len(ids) + 1)]
    writer.close()
    nats = np.array(bits) * np.log(2)
    write_token_nats(tmp_path / "network", nats)
    write_token_nats(tmp_path / "dynamic", nats / 2)
    paths = {"splits": "splits", "ids": "ids", "tokenizer": "tokenizer.json", "evaluation": "network"}
    inputs = {name: tmp_path / path for name, path in (paths | {"dynamic_eval": "dynamic"}).items()}
    main("task", **inputs, passages=tmp_path / "passages")
    return tmp_path / "passages"


def test_the_hardest_and_the_easiest_are_shown_token_by_token(written: Path) -> None:
    shown = read_json(written / "passages.json")
    assert {passage["source"] for passage in shown["easiest"][:1]} == {"easy"}
    assert {passage["source"] for passage in shown["hardest"][:1]} == {"hard"}
    for passage in [*shown["hardest"], *shown["easiest"]]:
        text = "".join(piece for piece, _ in passage["tokens"])
        work = {"easy": EASY, "hard": HARD}[passage["source"]]
        assert text == work[passage["start"] : passage["start"] + passage["characters"]]
        bits = sum(cost for _, cost in passage["tokens"])
        assert passage["bits_per_character"] == pytest.approx(bits / len(text), abs=1e-5)
        assert 200 <= len(text) <= 420


def test_blocks_have_all_characters_and_bits(written: Path) -> None:
    blocks = read_json(written / "blocks.json")
    assert sum(blocks["characters"]) == len(EASY + HARD)
    assert blocks["network"] == pytest.approx([2 * bits for bits in blocks["dynamic_eval"]], abs=1e-4)
    easy, hard = (
        [bits for bits, text in zip(blocks["network"], blocks["text"], strict=True) if text == n] for n in (0, 1)
    )
    for bits, text, cost in ((easy, EASY, 1), (hard, HARD, 3)):
        tokens = len(FITTED["bpe"].encode(text, add_special_tokens=False).ids) + 1
        assert sum(bits) == pytest.approx(cost * tokens, rel=1e-5)


def test_intervals_are_those_of_resampled_blocks(written: Path) -> None:
    path = written / "blocks.json"
    random = np.random.default_rng(1)
    characters, bits = random.integers(500, 1500, 60), random.normal(2, 0.3, 60)
    costs = bits * characters
    columns = {"characters": characters, "network": costs, "dynamic_eval": costs / 2}
    write_json(path, {name: column.tolist() for name, column in columns.items()})
    found = intervals(path)
    assert found["blocks"] == 60
    whole = (bits * characters).sum() / characters.sum()
    # The standard error of a ratio of sums, by linearization.
    error = np.sqrt((((bits - whole) * characters) ** 2).sum()) / characters.sum()
    low, high = found["network"]["bits_per_character"]
    assert (low, high) == pytest.approx((whole - 1.96 * error, whole + 1.96 * error), abs=0.15 * error)
    assert found["dynamic_eval"]["bits_per_character"] == pytest.approx([low / 2, high / 2], abs=1e-6)


def test_there_are_blocks_enough_for_an_interval() -> None:
    assert [block_size(characters) for characters in (0, 20_000, 100_000, 10**9)] == [300, 400, 2000, 5000]


def test_short_passages_are_shown_only_where_there_are_no_others() -> None:
    def passages(*characters: int) -> Passages:
        count = len(characters)
        return Passages._make([*np.zeros((3, count), dtype=np.int64), np.array(characters)])

    bits = np.array([900.0, 300.0, 500.0])
    assert rank(passages(10, 300, 250), bits).tolist() == [2, 1]
    assert rank(passages(10, 0, 100), bits).tolist() == [0, 2]
