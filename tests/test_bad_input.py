"""What users get wrong: one message with what, where, the rule and the remedy; exit code 2; nothing left behind."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import stages.classification.baseline
import stages.classification.evaluate
import stages.classification.split
import stages.classification.train
import stages.describe
import stages.encode
import stages.fetch
import stages.generation.baseline
import stages.generation.split
import stages.generation.train
import stages.pad
import stages.sample
import stages.tokenize
import stages.window
from tests.imports import ROOT
from tests.road import Road
from textrnn import command
from textrnn.records import SPLITS, Record, write_records
from textrnn.token_arrays import TokenWriter
from tools import check

COMMITTED = (ROOT / "params.yaml").read_text(encoding="utf-8")


def run(main: Callable[[], None], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit status and error output of a command that should refuse its input."""
    with pytest.raises(SystemExit) as stopped:
        main()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code, capsys.readouterr().err


# --- params.yaml: what is replaced, by what, and what the message says of it

PARAMS = [
    ("hidden_size: 64", "hiden_size: 64", "train.hiden_size is no known name; did you mean hidden_size?"),
    ("hidden_size: 64", "hidden_size: 64.5", "train.hidden_size is 64.5: Input should be a valid integer"),
    ("hidden_size: 64", "hidden_size: 0", "train.hidden_size is 0: Input should be greater than 0"),
    ("hidden_size: 64", "hidden_size: -64", "train.hidden_size is -64: Input should be greater than 0"),
    ("hidden_size: 64", "hidden_size: 1000000", "train.hidden_size is 1000000: Input should be less than or equal"),
    ("hidden_size: 64", "hidden_size:", "train.hidden_size is None: Input should be a valid integer"),
    ("hidden_size: 64", "hidden_size: [64]", "train.hidden_size is [64]: Input should be a valid integer"),
    ("hidden_size: 64", "hidden_size: {a: 1}", "train.hidden_size is {'a': 1}: Input should be a valid integer"),
    ("hidden_size: 64", "hidden_size: true", "train.hidden_size is True: Input should be a valid integer"),
    ("    hidden_size: 64\n", "", "train.hidden_size is missing: add it"),
    ("layers: 3", "layers: 1000", "train.layers is 1000: Input should be less than or equal to"),
    ("learning_rate: 0.005", "learning_rate: '1e-3'", "the text '1e-3'; it should be a number, without quotes"),
    ("learning_rate: 0.005", "learning_rate: 1e-3x", "the text '1e-3x'; it should be a number, without quotes"),
    ("learning_rate: 0.005", "learning_rate: 0,005", "the text '0,005'; it should be a number, without quotes"),
    ("learning_rate: 0.005", "learning_rate: 0", "learning_rate is 0: Input should be greater than 0"),
    ("learning_rate: 0.005", "learning_rate: .nan", "learning_rate is nan: Input should be a finite number"),
    ("learning_rate: 0.005", "learning_rate: .inf", "learning_rate is inf: Input should be a finite number"),
    ("bidirectional: true", "bidirectional: yes", "the text 'yes'; it should be a boolean (true or false)"),
    ("bidirectional: true", "bidirectional: 1", "bidirectional is 1: Input should be a valid boolean"),
    ("pooling: max_mean", "pooling: average", "pooling is 'average': Input should be 'last', 'mean', 'max' or"),
    ("pooling: max_mean", "pooling: Max", "pooling is 'Max': Input should be"),
    ("optimizer: adamw", "optimizer: rmsprop", "optimizer is 'rmsprop': Input should be 'adam', 'adamw' or 'sgd'"),
    ("word_dropout: 0.3", "word_dropout: 1.0", "word_dropout is 1.0 (share of the words that training reads"),
    ("word_dropout: 0.3", "word_dropout: 30%", "the text '30%'"),
    ("- 0.99", "- 1.99", "train.betas.1 is 1.99"),
    ("    - 0.99\n", "", "train.betas is [0.9]"),
    ("    - 0.99\n", "    - 0.99\n    - 0.9\n", "train.betas is [0.9, 0.99, 0.9]"),
    ("epochs: 6", "epochs: 0", "epochs is 0: Input should be greater than 0"),
    ("seed: 1", "seed: -1", "seed is -1: Input should be greater than or equal to 0"),
    ("seed: 1", "seed: 99999999999999999999", "seed is 99999999999999999999: "),
    (
        "corpus: reuters-r8",
        "corpus: reuters-r9",
        "fetch.corpus is 'reuters-r9': should be one of reuters-r8, reuters-r52, 20newsg",
    ),
    ("valid: 0.1", "valid: 1", "split.valid is 1 (share of what is not test): Input should be less than 1"),
    ("test: '*-test'", "test: 1.5", "split.test is 1.5"),
    ("test: '*-test'", "test: [0.1]", "should be a share between 0 and 1, or a pattern of sources"),
    ("every: 10", "every: 2", "split.every is 2"),
    ("vocabulary_size: 1280", "vocabulary_size: 100", "vocabulary_size is 100"),
    ("min_count: 2", "min_count: 0", "min_count is 0"),
    (r"pattern: \S+", "pattern: '['", "no regular expression"),
    (r"pattern: \S+" + "\n    longest", r"pattern: '(\w)(\w)'" + "\n    longest", "at most one group in parentheses"),
    ("unknown: unk", "unknown: drop", "unknown is 'drop'"),
    ("order: 6", "order: 1", "order is 1"),
    ("temperature: 0.8", "temperature: -1", "temperature is -1"),
    ("top_p: 0.95", "top_p: 0", "top_p is 0"),
    ("top_p: 0.95", "top_p: 95", "top_p is 95"),
    ("min_p: 0.0", "min_p: 2", "min_p is 2"),
    ("repetition_penalty: 1.0", "repetition_penalty: 0.5", "repetition_penalty is 0.5"),
    ("stop: []", "stop: ['']", "stop.0 is ''"),
    ("stop: []", "stop: end", "stop is 'end'"),
    ("    - ''\n", "    - 5\n", "sample.prompts.0 is 5"),
    ("    - ''\n", f"    - {'x' * 10_001}\n", "String should have at most 10000 characters"),
    ("samples: 2", "samples: 1000000000", "samples is 1000000000"),
    ("length: 300", "length: 0", "sample.length is 0"),
    ("  train:\n", "  trian:\n", "no stage reads 'classification.trian'; did you mean classification.train?"),
    ("  train:\n", "  trian:\n", "there is no section classification.train: where train should stand there is: fetch"),
    ("generation:\n", "generating:\n", "no stage reads 'generating.fetch'; did you mean generation.fetch?"),
    ("generation:\n", "extra: 1\ngeneration:\n", "no stage reads 'extra'; remove it"),
    ("  train:\n", "  train: 5\n  other:\n", "classification.train is 5; it should be a section with optimizer"),
    ("  train:\n", "   train:\n", "is no YAML: "),
    ("dropout: 0.3", "dropout: 0.3\n    dropout: 0.4", "is no YAML: found duplicate key"),
    ("momentum: 0.9", "momentum: [0.9", "is no YAML: "),
    ("momentum: 0.9", "\tmomentum: 0.9", "is no YAML: "),
    ("momentum: 0.9", "momentum: !!python/object:os.system 0.9", "is no YAML: "),
    (
        COMMITTED,
        "",
        "line 1: there is no section classification.fetch: where classification should stand there is: noth",
    ),
    (COMMITTED, "- a\n- b\n", "line 1: there is no section classification.fetch"),
    (COMMITTED, "\x00", "params.yaml"),
    ("epochs: 6", "epochs: 2020-13-45", "cannot be read: month must be in 1..12"),
    ("epochs: 6", "epochs: !!int six", "cannot be read: invalid literal"),
    ("epochs: 6", "epochs: " + "9" * 5000, "cannot be read: Exceeds the limit"),
    ("epochs: 6", "epochs: " + "[" * 3000, "cannot be read: "),
    ("epochs: 6", "epochs: 1000000000", "epochs is 1000000000: Input should be less than or equal to 10000"),
    ("multiple: 8", "multiple: 3000000000", "pad.multiple is 3000000000"),
    ("hidden_size: 64", "hidden_size: " + "x" * 100_000, "is the text 'xxxxxxxxxxxx...xxxxxxxxxxxxx'; it should be"),
    ("classification:\n", "classification: 5\nrest:\n", "there is no section classification.fetch"),
]


@pytest.mark.parametrize(("old", "new", "message"), PARAMS)
def test_params(
    old: str,
    new: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert old in COMMITTED
    (tmp_path / "params.yaml").write_text(COMMITTED.replace(old, new, 1), encoding="utf-8")
    shutil.copy(ROOT / "dvc.yaml", tmp_path)
    monkeypatch.setattr(check, "ROOT", tmp_path)
    status, error = run(check.main, capsys)
    assert status == 2
    lines = [line for line in error.splitlines() if message in line]
    assert lines, error
    assert lines[0].startswith(f"{tmp_path}/params.yaml")


@pytest.mark.parametrize("content", [b"a: \xc3\x28", None])
def test_params_that_cannot_be_read(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if content:
        (tmp_path / "params.yaml").write_bytes(content)
    shutil.copy(ROOT / "dvc.yaml", tmp_path)
    monkeypatch.setattr(check, "ROOT", tmp_path)
    status, error = run(check.main, capsys)
    assert status == 2
    assert error.startswith(f"{tmp_path}/params.yaml cannot be read: ")


def test_a_message_names_the_line_of_the_mistake(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text(COMMITTED.replace("top_k: 0 ", "top_k: -5 "), encoding="utf-8")
    (found,) = check.check(tmp_path / "params.yaml")
    number = COMMITTED[: COMMITTED.index("top_k: 0 ")].count("\n") + 1
    assert found.startswith(f"{tmp_path}/params.yaml, line {number}: generation.sample.top_k is -5")


def test_every_problem_is_listed_at_once(tmp_path: Path) -> None:
    wrong = COMMITTED.replace("dropout: 0.3", "dropout: 3").replace("order: 6", "order: 600")
    (tmp_path / "params.yaml").write_text(wrong, encoding="utf-8")
    assert len(check.check(tmp_path / "params.yaml")) == 3


def test_the_committed_params_pass(capsys: pytest.CaptureFixture[str]) -> None:
    check.main()
    assert capsys.readouterr().out == "params.yaml is as the stages need it\n"


# --- files that a stage reads


@pytest.fixture
def workplace(road: Road, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data of the tiny road, to be damaged."""
    shutil.copytree(road.folder / "data", tmp_path / "data", symlinks=False)
    shutil.copytree(road.folder / "plots", tmp_path / "plots")
    shutil.copy(road.folder / "params.yaml", tmp_path)
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
    main: Callable[..., None] = module.main  # type: ignore[attr-defined]
    status, error = run(lambda: command.run(main), capsys)
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
        2,
        "splits/generation/counts.json",
    ),
    (
        stages.classification.train,
        "classification",
        ["ids/classification", "examples/classification", "tokenizers/classification.json"],
        2,
        "examples/classification/train.npy",
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


def labelled(*texts: tuple[str, str | None]) -> list[Record]:
    return [Record(text, label, "a") for text, label in texts]


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (labelled(("gold", "m"), ("corn", None)), "line 2 has a text without a label: classification.fetch.corpus"),
        (labelled(("gold", "m"), ("corn", " ")), "line 2 has a text without a label"),
        (labelled(("gold", "m"), ("corn", "g"), ("rye", "g")), "has one document only of 1 class(es), such as 'm'"),
        (labelled(("gold", "m"), ("silver", "m")), "has 1 class(es); a classifier needs two or more"),
        (labelled(*[(f"{n}", "mg"[n % 2]) for n in range(4)]), "falls into valid; look at classification.split"),
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
    assert "there is no section nowhere.pad: where nowhere should stand there is: classification, gen" in message


@pytest.mark.usefixtures("workplace")
def test_a_full_disk(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: object) -> None:
        raise OSError(28, "No space left on device", "out/0/train.npy")

    monkeypatch.setattr(np, "save", write)
    message = refuses(stages.pad, "classification", ["data/ids/classification"], 1, capsys, monkeypatch)
    assert "No space left on device: 'out/0/train.npy'; mend that" in message
