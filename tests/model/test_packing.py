"""A model as one file: the same model, the same bytes each time, and what of such files is refused."""

import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.model.damage import refusal
from tests.pipeline_copy import PipelineCopy
from tests.test_classifier import LABELS, write_classifier
from tests.test_generator import write_generator
from textrnn.classifier import Classifier
from textrnn.errors import InputError
from textrnn.generator import Generator
from textrnn.model.packing import pack
from textrnn.model.summary import summarize

TEXTS = ["", "To be", "or not to be"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_classifier(tmp_path)


@pytest.fixture
def packed(model: Path) -> Path:
    pack(model, model.with_name("model.zip"))
    return model.with_name("model.zip")


def test_a_folder_and_its_file_are_the_same_model(model: Path, packed: Path, tmp_path: Path) -> None:
    assert Classifier.load(packed).predict(TEXTS) == Classifier.load(model).predict(TEXTS)
    assert summarize(packed) == summarize(model)
    folder = write_generator(tmp_path)
    pack(folder, tmp_path / "generator.zip")
    written = Generator.load(tmp_path / "generator.zip").generate("To", max_new_tokens=20)
    assert written == Generator.load(folder).generate("To", max_new_tokens=20)


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
    moved = pipeline.copy_to(tmp_path / "copy")
    model, lock = moved.folder / "data/models/classification", moved.folder / "dvc.lock"
    origin = pack(model, tmp_path / "a.zip")
    assert origin == {
        "commit": moved.run("git", "rev-parse", "HEAD").strip(),
        "dvc_lock_sha256": hashlib.sha256(lock.read_bytes()).hexdigest(),
    }
    summary = summarize(tmp_path / "a.zip")
    assert origin.items() <= summary.items()
    assert summarize(model) == {name: value for name, value in summary.items() if name not in origin}
    before = lock.read_bytes()
    lock.write_bytes(before + b"\n")
    assert pack(model, tmp_path / "b.zip") == {}
    lock.write_bytes(before)
    assert pack(model, tmp_path / "b.zip") == origin
    card = (model / "README.md").read_bytes()
    (model / "README.md").unlink()  # It may be a link into the cache.
    (model / "README.md").write_bytes(card + b"better\n")
    assert pack(model, tmp_path / "b.zip") == {}
    assert not {"commit", "dvc_lock_sha256"} & summarize(tmp_path / "b.zip").keys()


def rewritten(
    packed: Path, files: dict[str, bytes], more: list[tuple[str, bytes]], how: int = zipfile.ZIP_STORED
) -> Path:
    with zipfile.ZipFile(packed) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()} | files
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, content in [*contents.items(), *more]:
            archive.writestr(name, content)
    return packed


def test_a_model_that_someone_else_zipped_is_read(model: Path, packed: Path) -> None:
    assert Classifier.load(rewritten(packed, {}, [])).predict(TEXTS) == Classifier.load(model).predict(TEXTS)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_the_same_name_are_refused(packed: Path) -> None:
    assert "has 2 files named config.json" in refusal(rewritten(packed, {}, [("config.json", b"{}")]))


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_that_could_inflate_is_refused(packed: Path, how: int) -> None:
    bomb = rewritten(packed, {"config.json": b" " * 2**25}, [], how)
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
def test_a_damaged_origin_is_refused(packed: Path, origin: bytes) -> None:
    with pytest.raises(InputError, match=r"origin\.json is damaged"):
        summarize(rewritten(packed, {}, [("origin.json", origin)]))


def test_an_origin_says_nothing_but_where_it_comes_from(packed: Path) -> None:
    origin = {"commit": "c", "dvc_lock_sha256": "d", "kind": "evil"}
    summary = summarize(rewritten(packed, {}, [("origin.json", json.dumps(origin).encode())]))
    assert (summary["kind"], summary["commit"], summary["dvc_lock_sha256"]) == ("classifier", "c", "d")


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
    summarize(evil)
    assert sorted(tmp_path.rglob("*")) == before
