"""Models on disk: whole ones in a folder or a file, damaged ones, and those that someone made to do harm."""

import hashlib
import json
import os
import pickle
import re
import shutil
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.pipeline_copy import PipelineCopy, in_folder
from tests.test_classifier import LABELS, write_classifier
from tests.test_generator import write_generator
from textrnn.classifier import Classifier
from textrnn.errors import InputError
from textrnn.generator import Generator
from textrnn.model.packing import pack
from textrnn.model.summary import about

TEXTS = ["", "To be", "or not to be"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_classifier(tmp_path)


@pytest.fixture
def packed(model: Path) -> Path:
    pack(model, model.with_name("model.zip"))
    return model.with_name("model.zip")


def refusal(model: Path) -> str:
    """How a classifier that is damaged is refused, on one line that names it, and without much memory."""
    tracemalloc.start()
    with pytest.raises(InputError) as refused:
        Classifier.load(model)
    assert tracemalloc.get_traced_memory()[1] < 2**27
    tracemalloc.stop()
    message = str(refused.value)
    assert "\n" not in message
    assert str(model) in message
    return message


def test_a_folder_and_its_file_are_the_same_model(model: Path, packed: Path, tmp_path: Path) -> None:
    assert Classifier.load(packed).predict(TEXTS) == Classifier.load(model).predict(TEXTS)
    assert about(packed) == about(model)
    folder = write_generator(tmp_path)
    pack(folder, tmp_path / "generator.zip")
    written = Generator.load(tmp_path / "generator.zip").generate("To", length=20)
    assert written == Generator.load(folder).generate("To", length=20)


def test_a_packed_model_has_the_same_bytes_each_time(model: Path, packed: Path) -> None:
    once = packed.read_bytes()
    for number, path in enumerate(model.iterdir()):
        os.utime(path, (10**9 + number, 10**9 + number))
        path.chmod(0o600)
    copy = Path(shutil.copytree(model, model.with_name("elsewhere")))
    assert pack(copy, packed) == {}
    assert packed.read_bytes() == once
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == ["config.json", "model.safetensors", "tokenizer.json"]
        assert archive.testzip() is None
        for name in archive.namelist():
            assert archive.read(name) == (model / name).read_bytes()


def test_packing_removes_no_folder_that_is_in_the_way(model: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(InputError, match=r"there is a folder: name a file, such as there\.zip"):
        pack(model, tmp_path / "there")
    assert (tmp_path / "there").is_dir()


def test_only_a_folder_is_packed(packed: Path, tmp_path: Path) -> None:
    for given in (packed, tmp_path / "nothing"):
        with pytest.raises(InputError, match="is no folder of a model"):
            pack(given, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


def test_a_model_as_committed_has_an_origin(pipeline: PipelineCopy, tmp_path: Path) -> None:
    moved = in_folder(pipeline, Path(shutil.copytree(pipeline.folder, tmp_path / "road", symlinks=True)))
    model, lock = moved.folder / "data/models/classification", moved.folder / "dvc.lock"
    origin = pack(model, tmp_path / "a.zip")
    assert origin == {
        "commit": moved.run("git", "rev-parse", "HEAD").strip(),
        "dvc_lock_sha256": hashlib.sha256(lock.read_bytes()).hexdigest(),
    }
    assert origin.items() <= about(tmp_path / "a.zip").items()
    assert about(model) == {name: value for name, value in about(tmp_path / "a.zip").items() if name not in origin}
    before = lock.read_bytes()
    lock.write_bytes(before + b"\n")
    assert pack(model, tmp_path / "b.zip") == {}
    lock.write_bytes(before)
    assert pack(model, tmp_path / "b.zip") == origin
    card = (model / "MODEL_CARD.md").read_bytes()
    (model / "MODEL_CARD.md").unlink()  # It may be a link into the cache.
    (model / "MODEL_CARD.md").write_bytes(card + b"better\n")
    assert pack(model, tmp_path / "b.zip") == {}
    assert not {"commit", "dvc_lock_sha256"} & about(tmp_path / "b.zip").keys()


Damage = Callable[[Path], object]


def config(**changes: Any) -> Damage:
    def damage(model: Path) -> None:
        path = model / "config.json"
        found = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(found | changes), encoding="utf-8")

    return damage


def weights(change: Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor]]) -> Damage:
    def damage(model: Path) -> None:
        found = {name: value.clone() for name, value in load_file(model / "model.safetensors").items()}
        save_file(change(found), model / "model.safetensors")

    return damage


def head(change: Callable[[torch.Tensor], torch.Tensor]) -> Damage:
    return weights(lambda found: found | {"head.weight": change(found["head.weight"])})


def written(name: str, content: bytes) -> Damage:
    return lambda model: (model / name).write_bytes(content)


def truncated(name: str) -> Damage:
    return lambda model: os.truncate(model / name, (model / name).stat().st_size - 7)


def larger_tokenizer(model: Path) -> None:
    path = model / "tokenizer.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    found["model"]["vocab"]["beyond"] = len(found["model"]["vocab"])
    path.write_text(json.dumps(found), encoding="utf-8")


def tokenizer(**changes: Any) -> Damage:
    def damage(model: Path) -> None:
        path = model / "tokenizer.json"
        found = json.loads(path.read_text(encoding="utf-8"))
        words = {"model": found["model"] | changes.pop("model", {})}
        path.write_text(json.dumps(found | words | changes), encoding="utf-8")

    return damage


def split(pattern: str) -> dict[str, Any]:
    """What cuts a text by a pattern, as ours do."""
    rules = [({"String": "<"}, False), ({"Regex": pattern}, False)]
    splits = [{"type": "Split", "pattern": rule, "behavior": "Isolated", "invert": turned} for rule, turned in rules]
    return {"type": "Sequence", "pretokenizers": splits}


ENDLESS, LONG = r"(a|aa|a*)*$b", "a" * 40 + "b"
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
    "a newer format": (config(format=2), "has format 2, .* reads format 1: update textrnn"),
    "no format": (config(format="x"), "has format 'x', .* reads format 1: get the model anew"),
    "an unknown kind": (config(kind="oracle\n"), r"has kind 'oracle\\n'; .* knows classifier and generator"),
    "another kind": (config(kind="generator"), "is a model of kind 'generator'; needed is a classifier"),
    "huge sizes": (config(embedding=[10**9, 10**6]), "do not have the shapes that config.json says"),
    "sizes beyond all": (config(embedding=[10**18, 10**18]), "config.json is damaged"),
    "a size of none": (config(embedding=[0, 6]), "config.json is damaged"),
    "one label": (config(labels=["x"]), "config.json is damaged"),
    "another number of labels": (config(labels=["x", "y"]), "do not have the shapes"),
    "half a character in a label": (config(labels=["a", "b", "\ud800"]), "config.json is damaged"),
    "no temperature": (config(temperature=0), "config.json is damaged"),
    "NaN": (config(temperature=float("nan")), "NaN is no JSON"),
    "no reading": (config(reading=None), "config.json is damaged"),
    "reading without bounds": (config(reading={"max_length": 10**12, "multiple": 8}), "config.json is damaged"),
    "a list": (written("config.json", b"[1]"), "config.json is damaged"),
    "deep lists": (written("config.json", b"[" * 10**6), "config.json is damaged"),
    "a long configuration": (written("config.json", b" " * (2**24 + 1)), "more than 16,777,216 bytes"),
    "no UTF-8": (written("config.json", b'{"a": "\xff\xfe\xfd"}'), "config.json is damaged"),
    "weights of another shape": (head(lambda values: values[:, :-1].contiguous()), "do not have the shapes"),
    "weights of another type": (head(lambda values: values.half()), "head.weight is not of type float32"),
    "a weight more": (weights(lambda found: found | {"more": torch.zeros(1)}), "do not have the shapes"),
    "weights that are no numbers": (
        head(lambda values: values.fill_(float("nan"))),
        "head.weight has values that are no",
    ),
    "infinite weights": (head(lambda values: values.fill_(float("inf"))), "head.weight has values that are no"),
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
    "no token for unknown words": (
        tokenizer(model={"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "b"}),
        "it has no token for unknown words",
    ),
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


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, os.urandom(999), b"\x80\x04N."], ids=len)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model").write_bytes(content)
    assert "is no model" in refusal(tmp_path / "model")


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    assert "config.json is not there, so" in refusal(tmp_path)
    assert "is not there: in the folder of the project dvc repro makes it" in refusal(tmp_path / "nothing")


def rewritten(
    packed: Path, files: dict[str, bytes], more: list[tuple[str, bytes]], how: int = zipfile.ZIP_STORED
) -> Path:
    with zipfile.ZipFile(packed) as archive:
        found = {name: archive.read(name) for name in archive.namelist()} | files
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, content in [*found.items(), *more]:
            archive.writestr(name, content)
    return packed


def test_a_model_that_someone_else_zipped_is_read(model: Path, packed: Path) -> None:
    assert Classifier.load(rewritten(packed, {}, [])).predict(TEXTS) == Classifier.load(model).predict(TEXTS)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_the_same_name_are_refused(packed: Path) -> None:
    assert "has 2 files named config.json" in refusal(rewritten(packed, {}, [("config.json", b"{}")]))


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_that_could_inflate_is_refused(packed: Path, how: int) -> None:
    bomb = rewritten(packed, {"config.json": b" " * 2**28}, [], how)
    assert bomb.stat().st_size < 2**20
    assert "is compressed, which a model never is" in refusal(bomb)


def test_a_file_beyond_its_bound_is_refused(packed: Path) -> None:
    large = rewritten(packed, {"config.json": b" " * 2**25}, [])
    assert "config.json is damaged, or another file than is read here (it has more than 16,777,216" in refusal(large)


def test_a_changed_byte_is_noticed(packed: Path) -> None:
    content = bytearray(packed.read_bytes())
    at = content.index(b'"embedding"')
    content[at + 1] ^= 1
    packed.write_bytes(content)
    assert "config.json is damaged" in refusal(packed)


@pytest.mark.parametrize("origin", [b'{"commit": NaN}', b'{"kind": "evil"}', b"[]", b"{"], ids=bytes.decode)
def test_a_strange_origin_is_refused(packed: Path, origin: bytes) -> None:
    with pytest.raises(InputError, match=r"origin\.json is damaged"):
        about(rewritten(packed, {}, [("origin.json", origin)]))


def test_an_origin_says_nothing_but_where_it_comes_from(packed: Path) -> None:
    origin = {"commit": "c", "dvc_lock_sha256": "d", "kind": "evil"}
    found = about(rewritten(packed, {}, [("origin.json", json.dumps(origin).encode())]))
    assert (found["kind"], found["commit"], found["dvc_lock_sha256"]) == ("classifier", "c", "d")


def test_a_folder_of_a_file_that_leads_nowhere_is_refused(packed: Path) -> None:
    content = bytearray(packed.read_bytes())
    at = content.rindex(b"PK\5\6") + 16  # Where the list of files begins.
    content[at : at + 4] = b"\xff\xff\xff\x7f"
    packed.write_bytes(content)
    assert "is damaged" in refusal(packed)


def test_nothing_is_unpacked(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    names = ["../evil", str(tmp_path / "absolute"), "../../config.json", "a/config.json", "evil.py"]
    evil = rewritten(packed, {}, [(name, b"evil") for name in names])
    before = sorted(tmp_path.rglob("*"))
    assert Classifier.load(evil).labels == LABELS
    about(evil)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("damage", "message"),
    [DAMAGED[name] for name in ("a newer format", "an unknown kind", "NaN", "a list", "a pickle")],
)
def test_nothing_is_said_of_a_damaged_model(model: Path, damage: Damage, message: str) -> None:
    damage(model)
    with pytest.raises(InputError, match=message):
        about(model)
