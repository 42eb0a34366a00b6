"""What users get wrong in files: one message with what, where and the remedy; exit code 2; nothing left behind."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import stages.classification.baseline
import stages.classification.evaluate
import stages.classification.refit
import stages.classification.split
import stages.classification.train
import stages.describe
import stages.dynamic_eval
import stages.embed
import stages.encode
import stages.fetch
import stages.generation.baseline
import stages.generation.evaluate
import stages.generation.split
import stages.generation.train
import stages.pad
import stages.sample
import stages.tokenize
import stages.window
from stages import command_line as command
from tests.pipeline_copy import PipelineCopy
from tests.refusal import refusal
from textrnn.data.arrays import TokenWriter
from textrnn.data.records import SPLITS, Record, write_records


@pytest.fixture
def workplace(pipeline: PipelineCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data of the tiny pipeline, to be damaged."""
    shutil.copytree(pipeline.folder / "data", tmp_path / "data", symlinks=False)
    shutil.copytree(pipeline.folder / "plots", tmp_path / "plots")
    shutil.copy(pipeline.folder / "params.yaml", tmp_path)
    for path in tmp_path.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert not list(tmp_path.rglob("*.part"))
    assert not any((tmp_path / "out").rglob("*"))


def refuses(
    module: object,
    task: str,
    inputs: list[str],
    outputs: int,
    capsys: pytest.CaptureFixture[str],
    patch: pytest.MonkeyPatch,
) -> str:
    """The message of a stage that is started on inputs with something wrong."""
    paths = [*inputs, *(f"out/{number}" for number in range(outputs))]
    patch.setattr("sys.argv", ["stage.py", task, *paths])
    patch.setenv("DVC_ROOT", ".")
    main: Callable[..., None] = module.main  # type: ignore[attr-defined]
    status, error = refusal(lambda: command.run(main), capsys)
    assert status == 2
    assert error.endswith(f"{command.RESTORE}\n")
    assert "Traceback" not in error
    return error


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def scramble(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00" * 50)


TRAIN_INPUTS = (("ids", ""), ("examples", ""), ("tokenizers", ".json"), ("vectors", ".npy"))
EVALUATE_INPUTS = [
    "descriptions/{}.json",
    "ids/{}",
    "examples/{}",
    "chosen/{}",
    "models/{}",
    "../plots/{}/learning_curve.csv",
    "baselines/{}.json",
]
ADAPT_INPUTS = ["ids/generation", "chosen/generation", "models/generation"]
DAMAGE = [
    (stages.classification.split, "classification", ["raw/classification.jsonl"], 1, "raw/classification.jsonl"),
    (stages.generation.split, "generation", ["raw/generation.jsonl"], 1, "raw/generation.jsonl"),
    (
        stages.tokenize,
        "generation",
        ["splits/generation"],
        1,
        "splits/generation/train.jsonl",
    ),
    (
        stages.encode,
        "classification",
        ["splits/classification", "tokenizers/classification.json"],
        1,
        "tokenizers/classification.json",
    ),
    (stages.pad, "classification", ["ids/classification"], 1, "ids/classification/valid/ends.npy"),
    (stages.window, "generation", ["ids/generation"], 1, "ids/generation/test/ids.npy"),
    (
        stages.describe,
        "generation",
        ["splits/generation", "ids/generation", "tokenizers/generation.json"],
        3,
        "splits/generation/counts.json",
    ),
    (
        stages.classification.train,
        "classification",
        [
            "ids/classification",
            "examples/classification",
            "tokenizers/classification.json",
            "vectors/classification.npy",
        ],
        2,
        "examples/classification/train.npy",
    ),
    (
        stages.generation.train,
        "generation",
        [f"{name}/generation{end}" for name, end in TRAIN_INPUTS],
        2,
        "vectors/generation.npy",
    ),
    (
        stages.embed,
        "classification",
        ["ids/classification", "tokenizers/classification.json"],
        1,
        "ids/classification/train/ids.npy",
    ),
    (stages.dynamic_eval, "generation", ADAPT_INPUTS, 1, "chosen/generation/model.safetensors"),
    (stages.dynamic_eval, "generation", ADAPT_INPUTS, 1, "ids/generation/valid/ends.npy"),
    *(
        (
            stages.classification.refit,
            "classification",
            [*(f"{name}/classification{end}" for name, end in TRAIN_INPUTS), "chosen/classification"],
            1,
            file,
        )
        for file in ("chosen/classification/config.json", "examples/classification/valid.npy")
    ),
    *(
        (
            stage,
            task,
            [part.format(task) for part in EVALUATE_INPUTS],
            3,
            f"chosen/{task}/config.json",
        )
        for task, stage in (
            ("classification", stages.classification.evaluate),
            ("generation", stages.generation.evaluate),
        )
    ),
    (stages.sample, "generation", ["models/generation"], 1, "models/generation/model.safetensors"),
    (stages.sample, "generation", ["models/generation"], 1, "models/generation/config.json"),
]


@pytest.mark.parametrize("damage", [cut, empty, scramble, Path.unlink])
@pytest.mark.parametrize(("stage", "task", "inputs", "outputs", "file"), DAMAGE)
def test_damaged_files(
    stage: object,
    task: str,
    inputs: list[str],
    outputs: int,
    file: str,
    damage: Callable[[Path], None],
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    damage(workplace / "data" / file)
    message = refuses(stage, task, [f"data/{name}" for name in inputs], outputs, capsys, monkeypatch)
    assert Path(file).name in message
    assert any(remedy in message for remedy in ("dvc repro", "params.yaml", "a classifier needs"))


def another_kind(path: Path) -> None:
    """Replace a file by a whole one of the same format that holds something else."""
    if path.suffix == ".npy":
        np.save(path, np.linspace(0, 1, 5))
    else:
        path.write_text('{"version": 2}\n', encoding="utf-8")


@pytest.mark.parametrize(
    ("stage", "task", "inputs", "outputs", "file"), [row for row in DAMAGE if row[-1][-5:] != "jsonl"]
)
def test_files_of_another_kind(
    stage: object,
    task: str,
    inputs: list[str],
    outputs: int,
    file: str,
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if Path(file).suffix == ".safetensors":
        shutil.copy("data/models/classification/model.safetensors", workplace / "data" / file)
    else:
        another_kind(workplace / "data" / file)
    message = refuses(stage, task, [f"data/{name}" for name in inputs], outputs, capsys, monkeypatch)
    assert f"{file} is damaged" in message or f"{file} has format None" in message


def labelled(*texts: tuple[str, str | None]) -> list[Record]:
    return [Record(text, label, "a") for text, label in texts]


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (labelled(("gold", "m"), ("corn", None)), "line 2 has a text without a label: classification.fetch.corpus"),
        (labelled(("gold", "m"), ("corn", " ")), "line 2 has a text without a label"),
        (labelled(("gold", "m"), ("corn", "g"), ("rye", "g")), "has one document only of 1 class(es), such as 'm'"),
        (labelled(("gold", "m"), ("silver", "m")), "has 1 class(es); a classifier needs two or more"),
        (labelled(*[(label, label) for label in "mgmg"]), "falls into valid; look at classification.split"),
        (
            [*labelled(*[(f"{n}", "mg"[n % 2]) for n in range(30)]), *[Record("x", "new", "tiny-test")] * 2],
            "class 'new' occurs in valid or test alone, so nothing can be learned of it",
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
    raw = "data/raw/classification.jsonl"
    write_records(workplace / raw, records)
    assert message in refuses(stages.classification.split, "classification", [raw], 1, capsys, monkeypatch)


@pytest.mark.usefixtures("workplace")
def test_too_few_works(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write_records(Path("data/raw/generation.jsonl"), [Record("To be", None, "a"), Record("or not", None, "b")])
    message = refuses(stages.generation.split, "generation", ["data/raw/generation.jsonl"], 1, capsys, monkeypatch)
    assert "falls into test: there are 2 works, and generation.split.every is 3; lower it in params.yaml" in message


@pytest.mark.usefixtures("workplace")
def test_text_shorter_than_a_window(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SPLITS:
        shutil.rmtree(Path("data/ids/generation") / name)
        writer = TokenWriter(Path("data/ids/generation") / name, 10, labelled=False)
        writer.append([1, 2, 3, 4], 4)
        writer.end_document(None)
        writer.close()
    message = refuses(stages.window, "generation", ["data/ids/generation"], 1, capsys, monkeypatch)
    assert "train has no document longer than generation.window.length = 4 tokens; lower it in params.yaml" in message


@pytest.mark.usefixtures("workplace")
def test_text_without_a_word(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SPLITS:
        write_records(Path(f"data/splits/classification/{name}.jsonl"), labelled(("", "m"), (" ", "g")))
    message = refuses(
        stages.classification.baseline, "classification", ["data/splits/classification"], 1, capsys, monkeypatch
    )
    assert "no training text has a word: look at classification.baseline.pattern in params.yaml" in message


@pytest.mark.usefixtures("workplace")
def test_an_unknown_task(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    message = refuses(stages.pad, "nowhere", ["data/ids/classification"], 1, capsys, monkeypatch)
    assert "there is no section nowhere.pad: where nowhere should stand there is: numerics, cla" in message


@pytest.mark.usefixtures("workplace")
def test_a_full_disk(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: object) -> None:
        raise OSError(28, "No space left on device", "out/0/train.npy")

    monkeypatch.setattr(np, "save", write)
    message = refuses(stages.pad, "classification", ["data/ids/classification"], 1, capsys, monkeypatch)
    assert "No space left on device: 'out/0/train.npy'; mend that" in message
