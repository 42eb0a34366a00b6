"""Models that are damaged, and those that someone made to do harm."""

import os
import pickle
import re
import struct
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.model.damage import (
    Damage,
    config,
    head,
    larger_tokenizer,
    more_tokens,
    refusal,
    split,
    tokenizer,
    truncated,
    weights,
    written,
)
from tests.test_classifier import write_classifier
from tests.test_generator import write_generator
from textrnn.classifier import Classifier
from textrnn.errors import InputError
from textrnn.generator import Generator
from textrnn.model.summary import summarize


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_classifier(tmp_path)


ENDLESS, LONG = r"(a|aa|a*)*$§", "a" * 40 + "§"  # Its probes lack this sign.
PADDING = {
    "strategy": {"Fixed": 10**9},
    "direction": "Right",
    "pad_to_multiple_of": None,
    "pad_id": 0,
    "pad_type_id": 0,
    "pad_token": "x",
}
BOMB = {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 10**6}
FOREIGN = r"tokenizer.json is damaged, .*\(it does more than cut a text by a pattern"
DAMAGED: dict[str, tuple[Damage, str]] = {
    "a newer format": (config(format=3), "has format 3; .* reads formats 1 and 2: update textrnn"),
    "no format": (config(format="x"), "has format 'x'; .* reads formats 1 and 2: get the model again"),
    "an unknown kind": (config(kind="oracle\n"), r"has kind 'oracle\\n'; .* knows classifier and generator"),
    "another kind": (config(kind="generator"), "is a model of kind 'generator'; needed is a classifier"),
    "huge sizes": (config(embedding=[10**9, 10**6]), "do not have the shapes that config.json says"),
    "sizes beyond all": (config(embedding=[10**18, 10**18]), "config.json is damaged"),
    "a size of none": (config(embedding=[0, 6]), "config.json is damaged"),
    "one label": (config(labels=["x"]), "config.json is damaged"),
    "another number of labels": (config(labels=["x", "y"]), "do not have the shapes"),
    "a lone surrogate in a label": (config(labels=["a", "b", "\ud800"]), "config.json is damaged"),
    "no temperature": (config(temperature=0), "config.json is damaged"),
    "NaN": (config(temperature=float("nan")), "NaN is no JSON"),
    "no truncation": (config(truncation=None), "config.json is damaged"),
    "no threshold of probability": (config(abstention={"threshold": 7}), "config.json is damaged"),
    "truncation without bounds": (
        config(truncation={"max_length": 10**12, "pad_to_multiple_of": 8}),
        "config.json is damaged",
    ),
    "a list": (written("config.json", b"[1]"), "config.json is damaged"),
    "deep lists": (written("config.json", b"[" * 10**6), "config.json is damaged"),
    "a long configuration": (written("config.json", b" " * (2**24 + 1)), "more than 16,777,216 bytes"),
    "no UTF-8": (written("config.json", b'{"a": "\xff\xfe\xfd"}'), "config.json is damaged"),
    "weights of another shape": (head(lambda values: values[:, :-1].contiguous()), "do not have the shapes"),
    "weights of another type": (head(lambda values: values.half()), "head.weight is not of type float32"),
    "a weight more": (weights(lambda tensors: tensors | {"more": torch.zeros(1)}), "do not have the shapes"),
    "weights that are NaN": (
        head(lambda values: values.fill_(float("nan"))),
        "head.weight has values that are NaN or infinite",
    ),
    "infinite weights": (
        head(lambda values: values.fill_(float("inf"))),
        "head.weight has values that are NaN or infinite",
    ),
    "truncated weights": (truncated("model.safetensors"), "model.safetensors is damaged"),
    "a pickle": (written("model.safetensors", pickle.dumps({"a": 1})), "model.safetensors is damaged"),
    "a long header": (written("model.safetensors", struct.pack("<Q", 2**60) + b"{}"), "model.safetensors is damaged"),
    "no weights": (written("model.safetensors", b""), "model.safetensors is damaged"),
    "a truncated tokenizer": (truncated("tokenizer.json"), "tokenizer.json is damaged"),
    "a tokenizer that pads": (tokenizer(padding=PADDING), FOREIGN),
    "a tokenizer that cuts": (
        tokenizer(truncation={"direction": "Right", "max_length": 1, "strategy": "LongestFirst", "stride": 0}),
        FOREIGN,
    ),
    "a tokenizer that blows texts up": (tokenizer(normalizer=BOMB), FOREIGN),
    "another decoder": (tokenizer(decoder=BOMB), FOREIGN),
    "another kind of tokenizer": (tokenizer(model={"type": "Unigram", "vocab": [["a", 0.0]]}), "no tokenizer of"),
    "a tokenizer that rolls dice": (tokenizer(model={"dropout": 0.5}), "no tokenizer of characters, words or byte"),
    "another token for unknown words": (
        tokenizer(model={"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "b"}),
        "no tokenizer of characters, words or byte pairs as textrnn makes them",
    ),
    "no token for unknown words": (
        tokenizer(whole_model={"type": "WordLevel", "vocab": {"<end of text>": 0}, "unk_token": "<unk>"}),
        "it lacks tokens that stand for what the vocabulary lacks",
    ),
    "no bytes for unknown characters": (tokenizer(model={"byte_fallback": False}), "no tokenizer of characters"),
    "no mark of the end": (tokenizer(model={"vocab": {"<unk>": 0}}), "it lacks tokens that stand for"),
    "no tokens": (tokenizer(model={"vocab": {}}), "tokenizer.json is damaged"),
    "a prefix that makes the library panic": (
        tokenizer(model={"continuing_subword_prefix": "語" * 99}),
        "no tokenizer of characters",
    ),
    "a suffix of megabytes": (tokenizer(model={"end_of_word_suffix": "a" * 10**7}), "no tokenizer of characters"),
    "a token of megabytes": (more_tokens("a" * 10**7), "it has a token of more than 1,000 characters"),
    "an endless pattern": (tokenizer(pre_tokenizer=split(r"\S" * 600)), "longer than 1,000 characters"),
    "a pattern that takes minutes": (
        tokenizer(pre_tokenizer=split(r"[\s\S]{0,150}[\s\S]{0,150}[\s\S]{0,150}$b")),
        "its search takes more than 2 s for 2,000 characters like",
    ),
    "rows that are padded to gigabytes": (
        config(truncation={"max_length": 8, "pad_to_multiple_of": 65_536}),
        "config.json is damaged, .*pad_to_multiple_of",
    ),
    "a label of megabytes": (config(labels=["a", "b", "c" * 10**6]), "config.json is damaged"),
    "no pattern": (tokenizer(pre_tokenizer=split("(")), "tokenizer.json is damaged"),
    "more tokens than vectors": (larger_tokenizer, r"has tokens beyond the \d+ that the network knows"),
} | {
    f"{name} missing": (lambda model, name=name: (model / name).unlink(), f"{name} is not there, so .* is no model")
    for name in ("config.json", "model.safetensors", "tokenizer.json")
}


@pytest.mark.parametrize(("damage", "message"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_model_is_refused(model: Path, damage: Damage, message: str) -> None:
    damage(model)
    assert re.search(message, refusal(model))


def test_a_pattern_without_end_is_refused(model: Path, tmp_path: Path) -> None:
    tokenizer(pre_tokenizer=split(ENDLESS))(model)
    with pytest.raises(InputError, match="pattern takes too many steps on a text"):
        Classifier.load(model).predict([LONG])
    folder = write_generator(tmp_path)
    tokenizer(pre_tokenizer=split(ENDLESS))(folder)
    with pytest.raises(InputError, match="pattern takes too many steps on a text"):
        Generator.load(folder).generate(LONG)


def test_a_pickle_is_never_run(model: Path, tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "evil"),)

    (model / "model.safetensors").write_bytes(pickle.dumps(Evil()))
    refusal(model)
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, bytes(range(256)) * 4, b"\x80\x04N."], ids=len
)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model").write_bytes(content)
    assert "is no model" in refusal(tmp_path / "model")


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    assert "config.json is not there, so" in refusal(tmp_path)
    assert "is not there: in the project's folder, dvc repro makes it" in refusal(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("damage", "message"),
    [DAMAGED[name] for name in ("a newer format", "an unknown kind", "NaN", "a list", "a pickle")],
)
def test_nothing_is_said_of_a_damaged_model(model: Path, damage: Damage, message: str) -> None:
    damage(model)
    with pytest.raises(InputError, match=message):
        summarize(model)
