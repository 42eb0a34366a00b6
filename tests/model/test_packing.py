"""A model as one file: the same model, the same bytes each time, and what of such files is refused."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
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
from textrnn.model.origin import Origin
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


def test_an_svm_beside_the_network_is_packed_as_well(pipeline: PipelineCopy, tmp_path: Path) -> None:
    folder = pipeline.folder / "data/models/classification"
    pack(folder, tmp_path / "model.zip")
    classifiers = [Classifier.load(folder), Classifier.load(tmp_path / "model.zip")]
    assert all(classifier.svm is not None for classifier in classifiers)
    first, second = (classifier.predict(["gold and wheat", "ore"]) for classifier in classifiers)
    assert first == second
    shutil.copytree(folder, tmp_path / "model")
    (tmp_path / "model/svm.json").unlink()
    with pytest.raises(InputError, match=r"svm\.json is not there"):
        Classifier.load(tmp_path / "model")


def test_a_packed_model_has_the_same_bytes_each_time(model: Path, packed: Path) -> None:
    once = packed.read_bytes()
    for number, path in enumerate(model.iterdir()):
        os.utime(path, (10**9 + number, 10**9 + number))
        path.chmod(0o600)
    copy = Path(shutil.copytree(model, model.with_name("elsewhere")))
    assert pack(copy, packed).values == {}
    assert packed.read_bytes() == once
    with zipfile.ZipFile(packed) as archive:
        names = ["config.json", "model.safetensors", "tokenizer.json"]
        assert archive.namelist() == ["SHA256SUMS", *names]
        assert archive.testzip() is None
        for name in names:
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
    origin = pack(model, tmp_path / "a.zip").values
    assert origin == {
        "commit": moved.run("git", "rev-parse", "HEAD").strip(),
        "dvc_lock_sha256": hashlib.sha256(lock.read_bytes()).hexdigest(),
    }
    summary = summarize(tmp_path / "a.zip")
    assert origin.items() <= summary.items()
    assert summarize(model) == {name: value for name, value in summary.items() if name not in origin}
    before = lock.read_bytes()
    lock.write_bytes(before + b"\n")
    assert pack(model, tmp_path / "b.zip") == Origin(reason=f"the last commit has another {lock}, or none")
    lock.write_bytes(before)
    assert pack(model, tmp_path / "b.zip").values == origin
    (model / "notes.txt").write_text("better")
    assert pack(model, tmp_path / "b.zip") == Origin(reason=f"{lock} knows no such model, or another one")
    assert not {"commit", "dvc_lock_sha256"} & summarize(tmp_path / "b.zip").keys()


@pytest.mark.parametrize("kind", ["symlink", "hardlink"])
def test_a_model_that_dvc_has_linked_to_its_cache_is_packed_as_well(
    kind: str, pipeline: PipelineCopy, tmp_path: Path
) -> None:
    moved = pipeline.copy_to(tmp_path / "copy")
    model = moved.folder / "data/models/classification"
    origin = pack(model, tmp_path / "a.zip")
    moved.dvc("config", "--local", "cache.type", kind)
    moved.dvc("checkout", "--relink", "publish@classification")
    assert (model / "config.json").is_symlink() == (kind == "symlink")
    assert pack(model, tmp_path / "b.zip") == origin
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_link_to_another_file_is_not_packed(model: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of this machine\n")
    (model / "README.md").symlink_to(tmp_path / "secret")
    with pytest.raises(InputError, match=r"README\.md is a link, and SHA256SUMS has no hash of it"):
        pack(model, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


HARM = "#!/bin/sh\ntouch {mark}\n"


def test_no_code_of_a_foreign_clone_runs_when_its_model_is_packed(
    pipeline: PipelineCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone, mark = pipeline.copy_to(tmp_path / "clone"), tmp_path / "mark"
    evil = tmp_path / "evil"
    evil.write_text(HARM.format(mark=mark))
    evil.chmod(0o755)
    for name in ("dvc.py", "git.py", "dulwich.py", "sitecustomize.py", "json.py"):
        (clone.folder / name).write_text(f"open({str(mark)!r}, 'w')\n")
    (clone.folder / ".gitattributes").write_text("* filter=evil diff=evil\n")
    for name in (
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "diff.external",
        "filter.evil.clean",
        "alias.status",
    ):
        clone.run("git", "config", name, f"!{evil}" if name.startswith("alias") else str(evil))
    (clone.folder / ".git/hooks/post-index-change").write_text(HARM.format(mark=mark))
    (clone.folder / ".git/hooks/post-index-change").chmod(0o755)
    model = clone.folder / "data/models/classification"
    for folder in (tmp_path, clone.folder):
        monkeypatch.chdir(folder)
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        words = [str(Path(sys.executable).with_name("textrnn")), "pack", str(model), str(tmp_path / "a.zip")]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "is written, of commit " in done.stdout
    assert not mark.exists()
    clone.run("git", "status", "--porcelain")
    assert mark.exists()  # It would have been run.


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json", "README.md", "SHA256SUMS"])
def test_a_bit_that_flips_in_a_published_model_is_noticed(name: str, pipeline: PipelineCopy, tmp_path: Path) -> None:
    model = Path(shutil.copytree(pipeline.folder / "data/models/generation", tmp_path / "model"))
    content = bytearray((model / name).read_bytes())
    content[len(content) // 2] ^= 1
    (model / name).chmod(0o644)
    (model / name).write_bytes(content)
    with pytest.raises(InputError, match="SHA256SUMS"):
        pack(model, tmp_path / "a.zip")
    if name != "README.md":
        with pytest.raises(InputError, match="SHA256SUMS"):
            Generator.load(model)


@pytest.mark.parametrize("content", [b"", b"\n", b"torn", b"\xff\xfe"])
def test_damaged_hashes_are_no_hashes(content: bytes, pipeline: PipelineCopy, tmp_path: Path) -> None:
    model = Path(shutil.copytree(pipeline.folder / "data/models/classification", tmp_path / "model"))
    (model / "SHA256SUMS").unlink()
    (model / "SHA256SUMS").write_bytes(content)
    with pytest.raises(InputError, match="SHA256SUMS"):
        Classifier.load(model)


@pytest.mark.parametrize("name", [".git/config", ".git/HEAD", "dvc.lock"])
@pytest.mark.parametrize("endless", [True, False])
def test_a_pipe_in_a_repository_is_a_reason(name: str, endless: bool, pipeline: PipelineCopy, tmp_path: Path) -> None:
    moved = pipeline.copy_to(tmp_path / "copy")
    (moved.folder / name).unlink()
    if endless:
        (moved.folder / name).symlink_to("/dev/zero")
    else:
        os.mkfifo(moved.folder / name)
    origin = pack(moved.folder / "data/models/classification", tmp_path / "a.zip")
    assert origin.values == {}
    assert origin.reason


def test_a_card_that_is_gone_is_missed(pipeline: PipelineCopy, tmp_path: Path) -> None:
    model = Path(shutil.copytree(pipeline.folder / "data/models/classification", tmp_path / "model"))
    (model / "README.md").unlink()
    with pytest.raises(InputError, match=r"README\.md is not there"):
        pack(model, tmp_path / "a.zip")


@pytest.mark.parametrize("content", [b"", b"torn", b"\x78\x9c"])
def test_a_damaged_repository_is_a_reason(content: bytes, pipeline: PipelineCopy, tmp_path: Path) -> None:
    moved = pipeline.copy_to(tmp_path / "copy")
    for path in (moved.folder / ".git/objects").glob("[0-9a-f][0-9a-f]/*"):
        path.chmod(0o644)
        path.write_bytes(content)
    origin = pack(moved.folder / "data/models/classification", tmp_path / "a.zip")
    assert origin.values == {}
    assert "could not be read" in origin.reason


def test_sha256sum_reads_the_hashes(pipeline: PipelineCopy) -> None:
    model = pipeline.folder / "data/models/classification"
    done = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=model, capture_output=True, text=True, check=True)
    assert {line.partition(":")[0] for line in done.stdout.splitlines()} == {
        path.name for path in model.iterdir() if path.name != "SHA256SUMS"
    }


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
