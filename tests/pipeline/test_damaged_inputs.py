"""What users get wrong in files: one message with what, where and the remedy; exit code 2; nothing left behind."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from stages import command_line
from tests.pipeline_copy import PipelineCopy
from tests.refusal import refusal
from textrnn.data.arrays import TokenWriter
from textrnn.data.records import SPLITS, Record, write_records
from tools.pipeline import commands

COMMANDS = commands()
OUT = Path("out")


@pytest.fixture
def workplace(pipeline: PipelineCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data of the tiny pipeline, to be damaged."""
    shutil.copytree(pipeline.folder / "data", tmp_path / "data", symlinks=False)
    for name in ("metrics", "plots", "textrnn/report/templates"):
        shutil.copytree(pipeline.folder / name, tmp_path / name)
    for name in ("params.yaml", "requirements.lock"):
        shutil.copy(pipeline.folder / name, tmp_path)
    for path in tmp_path.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert not list(tmp_path.rglob("*.part"))
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


def refuses(section: str, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> str:
    """The message of a stage that is started on inputs with something wrong."""
    command = COMMANDS[section]
    options = {name: OUT / path if path in command.outputs else path for name, path in command.options.items()}
    patch.setattr("sys.argv", ["stage.py", *replace(command, options=options).words[2:]])
    patch.setenv("DVC_ROOT", ".")
    status, error = refusal(lambda: command_line.run(import_module(command.module).main), capsys)
    assert status == 2
    assert error.endswith(f"{command_line.RESTORE}\n")
    assert "Traceback" not in error
    return error


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def scramble(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00" * 50)


DAMAGE = [
    ("classification.split", "data/raw/classification.jsonl"),
    ("generation.split", "data/raw/generation.jsonl"),
    ("generation.tokenize", "data/splits/generation/train.jsonl"),
    ("classification.encode", "data/tokenizers/classification.json"),
    ("classification.pad", "data/ids/classification/valid/ends.npy"),
    ("generation.window", "data/ids/generation/test/ids.npy"),
    ("generation.describe", "data/splits/generation/test.jsonl"),
    ("generation.describe", "data/tokenizers/generation.json"),
    ("classification.describe", "data/examples/classification/reading.json"),
    ("classification.train", "data/examples/classification/train.npy"),
    ("generation.train", "data/vectors/generation.npy"),
    ("classification.embed", "data/ids/classification/train/ids.npy"),
    ("generation.dynamic_eval", "data/chosen/generation/model.safetensors"),
    ("generation.dynamic_eval", "data/ids/generation/valid/ends.npy"),
    ("classification.refit", "data/chosen/classification/config.json"),
    ("classification.refit", "data/examples/classification/valid.npy"),
    ("classification.evaluate", "data/chosen/classification/config.json"),
    ("generation.evaluate", "data/chosen/generation/config.json"),
    ("classification.suspects", "data/scores/classification/baselines/linear_models.json"),
    ("classification.ensemble", "data/scores/classification/network/test_logits.npy"),
    ("classification.ensemble", "data/scores/classification/baselines/svm/chosen/svm.json"),
    ("classification.ensemble", "data/scores/classification/baselines/svm/refitted/svm.safetensors"),
    ("classification.errors", "data/scores/classification/ensemble/predictions.csv"),
    ("classification.errors", "data/scores/classification/ensemble/scores.json"),
    ("classification.errors", "data/refitted/classification/config.json"),
    ("generation.passages", "data/scores/generation/network/token_nats.npy"),
    ("generation.passages", "data/ids/generation/test/ids.npy"),
    ("classification.compare", "data/scores/classification/ensemble/scores.json"),
    ("classification.compare", "data/scores/classification/baselines/predictions.json"),
    ("generation.compare", "data/scores/generation/dynamic_eval/scores.json"),
    ("generation.compare", "data/scores/generation/passages/blocks.json"),
    ("classification.draw", "data/statistics/classification/sizes.json"),
    ("generation.draw", "data/chosen/generation/config.json"),
    ("generation.draw", "data/scores/generation/network/scores.json"),
    ("generation.sample", "data/refitted/generation/model.safetensors"),
    ("generation.sample", "data/tokenizers/generation.json"),
    ("generation.copying", "data/samples/generation.json"),
    ("classification.publish", "metrics/classification/scores.json"),
    ("classification.publish", "data/scores/classification/ensemble/valid_predictions.csv"),
    ("generation.publish", "metrics/generation/data.json"),
    ("generation.publish", "data/scores/generation/network/texts.csv"),
    ("classification.reliability", "data/models/classification/config.json"),
    ("classification.report", "metrics/classification/scores.json"),
    ("classification.report", "data/analysis/classification/errors.json"),
    ("generation.report", "metrics/generation/copying.json"),
    ("generation.report", "data/statistics/generation/sizes.json"),
]


@pytest.mark.parametrize("damage", [cut, empty, scramble, Path.unlink])
@pytest.mark.parametrize(("section", "file"), DAMAGE)
def test_damaged_files(
    section: str,
    file: str,
    damage: Callable[[Path], None],
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    damage(workplace / file)
    message = refuses(section, capsys, monkeypatch)
    assert Path(file).name in message
    assert any(remedy in message for remedy in ("dvc repro", "params.yaml", "a classifier needs"))


def another_kind(path: Path) -> None:
    """Replace a file by a whole one of the same format that holds something else."""
    if path.suffix == ".npy":
        np.save(path, np.linspace(0, 1, 5))
    else:
        path.write_text('{"version": 2}\n', encoding="utf-8")


@pytest.mark.parametrize(("section", "file"), [row for row in DAMAGE if not row[1].endswith("jsonl")])
def test_files_of_another_kind(
    section: str,
    file: str,
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if Path(file).suffix == ".safetensors":
        shutil.copy("data/models/classification/model.safetensors", workplace / file)
    else:
        another_kind(workplace / file)
    message = refuses(section, capsys, monkeypatch)
    assert f"{Path(file).name} is damaged" in message or f"{file} has format None" in message


def labelled(*texts: tuple[str, str | None]) -> list[Record]:
    return [Record(text, label, "a") for text, label in texts]


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (labelled(("gold", "m"), ("corn", None)), "line 2 has a text without a label: classification.fetch.corpus"),
        (labelled(("gold", "m"), ("corn", " ")), "line 2 has a text without a label"),
        (labelled(("gold", "m"), ("corn", "g"), ("rye", "g")), "has one document only of 1 class(es), such as 'm'"),
        (labelled(("gold", "m"), ("silver", "m")), "has one class alone, 'm'; a classifier needs two or more"),
        (labelled(*[(label, label) for label in "mgmg"]), "falls into valid; look at classification.split"),
        (
            [*labelled(*[(f"{n}", "mg"[n % 2]) for n in range(30)]), *[Record("x", "new", "tiny-test")] * 2],
            "valid or test alone has class 'new', so nothing can be learned of it",
        ),
    ],
)
def test_labelled_records_that_cannot_be_split(
    records: list[Record],
    message: str,
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_records(workplace / "data/raw/classification.jsonl", records)
    assert message in refuses("classification.split", capsys, monkeypatch)


@pytest.mark.usefixtures("workplace")
def test_too_few_documents(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write_records(Path("data/raw/generation.jsonl"), [Record("To be", None, "a"), Record("or not", None, "b")])
    message = refuses("generation.split", capsys, monkeypatch)
    assert "falls into test: there are 2 documents, and generation.split.folds is 3; lower it in params.yaml" in message


@pytest.mark.usefixtures("workplace")
def test_text_shorter_than_a_window(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SPLITS:
        shutil.rmtree(Path("data/ids/generation") / name)
        writer = TokenWriter(Path("data/ids/generation") / name, 10, labelled=False)
        writer.append([1, 2, 3, 4], 4)
        writer.end_document(None)
        writer.close()
    message = refuses("generation.window", capsys, monkeypatch)
    assert (
        "train has no document of more than 4 tokens: lower generation.window.context_length in params.yaml" in message
    )


@pytest.mark.usefixtures("workplace")
def test_text_without_a_word(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SPLITS:
        write_records(Path(f"data/splits/classification/{name}.jsonl"), labelled(("", "m"), (" ", "g")))
    message = refuses("classification.baseline", capsys, monkeypatch)
    assert "no training text has a word: look at classification.baseline.pattern in params.yaml" in message


@pytest.mark.usefixtures("workplace")
def test_a_full_disk(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: object) -> None:
        raise OSError(28, "No space left on device", "out/train.npy")

    monkeypatch.setattr(np, "save", write)
    message = refuses("classification.pad", capsys, monkeypatch)
    assert "out/train.npy: No space left on device; make room there" in message
