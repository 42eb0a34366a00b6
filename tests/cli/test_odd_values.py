"""`textrnn classify` and `pack` where values, files and options are odd."""

import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from tests.model.damage import config
from tests.test_classifier import write_classifier
from textrnn.errors import InputError
from textrnn.model.packing import pack
from textrnn.params.editing import set_params
from tools.tiny import write_params

TEXTRNN = [sys.executable, "-c", "from textrnn.cli.app import main; main()"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("model"))


def classify(folder: Path, model: Path, *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [*TEXTRNN, "classify", "--model", str(model), *words]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(command, cwd=folder, env=environment, input=stdin, capture_output=True, check=False)


def test_dates_and_columns_that_are_empty_at_first_come_out_again(model: Path, tmp_path: Path) -> None:
    rows = 1500  # More than are written at once.
    columns = {
        "text": ["to be"] * rows,
        "day": [datetime.date(1987, 3, 1)] * rows,
        "note": pyarrow.array([None] * (rows - 1) + ["last"], pyarrow.string()),
    }
    parquet.write_table(pyarrow.table(columns), tmp_path / "in.parquet")
    done = classify(tmp_path, model, "--input", "in.parquet", "--output", "out.parquet")
    assert done.returncode == 0, done.stderr
    table = parquet.read_table(tmp_path / "out.parquet").to_pydict()
    assert set(table["day"]) == {"1987-03-01"}
    assert (table["note"][0], table["note"][-1]) == (None, "last")


def test_nan_is_null_in_json(model: Path, tmp_path: Path) -> None:
    table = pyarrow.table({"text": ["to be", None], "score": [float("nan"), 1.5]})
    parquet.write_table(table, tmp_path / "in.parquet")
    assert classify(tmp_path, model, "--input", "in.parquet", "--output", "out.jsonl").returncode == 0
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["score"] for line in lines] == [None, 1.5]
    shown = classify(tmp_path, model, "--input", "in.parquet", "--json").stdout.splitlines()
    assert [json.loads(line)["text"] for line in shown] == ["to be", ""]


def test_standard_input_is_utf_8(model: Path, tmp_path: Path) -> None:
    done = classify(tmp_path, model, "--input", "-", stdin="Größe\n".encode("cp1252"))
    assert done.returncode == 2
    assert done.stderr == b"textrnn: standard input is not UTF-8: iconv -f ENCODING -t utf-8 makes it so\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--input", "pipe"], b"pipe is neither a file nor a folder"),
        (["--input", "texts", "--text-column", "a"], b"texts has no columns, so no 'a'"),
        (["--input", "texts/a.txt", "--format", "csv"], b"--format is what standard input holds"),
        (["a", "--text-column", "a"], b"have no columns and no format"),
    ],
)
def test_what_means_nothing_is_refused(words: list[str], message: bytes, model: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/a.txt").write_text("to be\n")
    done = classify(tmp_path, model, *words)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_command_that_is_ended_leaves_nothing_half_written(model: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("to be or not to be " * 50 + "\n")
    lines = (tmp_path / "in.txt").read_text() * 200_000
    (tmp_path / "in.txt").write_text(lines[:40_000_000])
    words = ["classify", "--model", str(model), "--input", "in.txt", "--output", "out.csv"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([*TEXTRNN, *words], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as process:
        while not list(tmp_path.glob(".*.part")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt"]


@pytest.mark.parametrize("name", ["model.zip", "model.safetensors", "../other.tar"])
def test_a_model_is_not_packed_into_itself_or_as_something_else(name: str, model: Path) -> None:
    before = {path.name: path.read_bytes() for path in model.iterdir()}
    with pytest.raises(InputError, match=r"should end in \.zip|would lie within the model"):
        pack(model, model / name)
    assert {path.name: path.read_bytes() for path in model.iterdir()} == before


@pytest.mark.parametrize("damage", [{"kind": 1}, {"labels": ["x"]}], ids=str)
def test_what_is_no_model_is_not_packed(damage: dict[str, object], model: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(model, tmp_path / "broken"))
    config(**damage)(broken)
    with pytest.raises(InputError):
        pack(broken, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


def test_the_card_is_packed(model: Path, tmp_path: Path) -> None:
    with_card = Path(shutil.copytree(model, tmp_path / "model"))
    (with_card / "README.md").write_text("# Card\n")
    pack(with_card, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.read("README.md") == b"# Card\n"


def test_a_model_of_another_text_than_params_name_is_said_to_be_one(tmp_path: Path) -> None:
    made = write_classifier(tmp_path)
    model = tmp_path / "data/models/classification"
    model.parent.mkdir(parents=True)
    made.rename(model)
    config = json.loads((model / "config.json").read_text()) | {"about": {"data": "letters.csv"}}
    (model / "config.json").write_text(json.dumps(config))
    write_params(tmp_path / "params.yaml")
    default = str(model.relative_to(tmp_path))
    done = classify(tmp_path, Path(default), "to be")
    assert (done.returncode, done.stdout.count(b"\n")) == (0, 1)
    assert f"{default} is of letters.csv; params.yaml names Reuters-21578".encode() in done.stderr
    set_params(tmp_path / "params.yaml", {"classification.publish.data": "letters.csv"})
    assert classify(tmp_path, Path(default), "to be").stderr == b""
    (tmp_path / "params.yaml").unlink()
    assert classify(tmp_path, Path(default), "to be").stderr == b""
