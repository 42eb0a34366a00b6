"""What users get wrong in params.yaml: one message with line, rule and remedy; exit code 2."""

import shutil
from pathlib import Path

import pytest

from stages.classification import train
from tests.refusal import refusal
from textrnn.errors import InputError
from textrnn.params.section import read_section
from textrnn.params.yaml_file import read_yaml
from tools import check
from tools.pipeline import ROOT, flat
from tools.tiny import CHANGES, params_text

GOOD = params_text()

# What is replaced, by what, and what the message says of it.
WRONG = [
    ("hidden_size: 4", "hiden_size: 64", "train.hiden_size is no known name; did you mean hidden_size?"),
    (
        "hidden_size: 4",
        "hidden_size: 4.5",
        "train.hidden_size is 4.5 (units of a layer, in each direction): Input should be a valid integer",
    ),
    (
        "hidden_size: 4",
        "hidden_size: 0",
        "train.hidden_size is 0 (units of a layer, in each direction): Input should be greater than 0",
    ),
    (
        "hidden_size: 4",
        "hidden_size: -4",
        "train.hidden_size is -4 (units of a layer, in each direction): Input should be greater than 0",
    ),
    (
        "hidden_size: 4",
        "hidden_size: 1000000",
        "train.hidden_size is 1000000 (units of a layer, in each direction): Input should be less than or equal",
    ),
    (
        "hidden_size: 4",
        "hidden_size:",
        "train.hidden_size is None (units of a layer, in each direction): Input should be a valid integer",
    ),
    (
        "hidden_size: 4",
        "hidden_size: [4]",
        "train.hidden_size is [4] (units of a layer, in each direction): Input should be a valid integer",
    ),
    (
        "hidden_size: 4",
        "hidden_size: {a: 1}",
        "train.hidden_size is {'a': 1} (units of a layer, in each direction): Input should be a valid integer",
    ),
    (
        "hidden_size: 4",
        "hidden_size: true",
        "train.hidden_size is True (units of a layer, in each direction): Input should be a valid integer",
    ),
    ("    hidden_size: 4\n", "", "train.hidden_size is missing (units of a layer, in each direction): add it"),
    (
        "layers: 3",
        "layers: 1000",
        "train.layers is 1000 (of LSTMs, one on top of the other): Input should be less than or equal to",
    ),
    (
        "learning_rate: 0.005",
        "learning_rate: '1e-3'",
        "the text '1e-3' (the highest, after the warmup); it should be a number, without quotes",
    ),
    (
        "learning_rate: 0.005",
        "learning_rate: 1e-3x",
        "the text '1e-3x' (the highest, after the warmup); it should be a number, without quotes",
    ),
    (
        "learning_rate: 0.005",
        "learning_rate: 0,005",
        "the text '0,005' (the highest, after the warmup); it should be a number, without quotes",
    ),
    (
        "learning_rate: 0.005",
        "learning_rate: 0",
        "learning_rate is 0 (the highest, after the warmup): Input should be greater than 0",
    ),
    (
        "learning_rate: 0.005",
        "learning_rate: .nan",
        "learning_rate is nan (the highest, after the warmup): Input should be a finite number",
    ),
    (
        "learning_rate: 0.005",
        "learning_rate: .inf",
        "learning_rate is inf (the highest, after the warmup): Input should be a finite number",
    ),
    (
        "bidirectional: true",
        "bidirectional: yes",
        "the text 'yes' (read from both ends); it should be a boolean (true or false)",
    ),
    (
        "bidirectional: true",
        "bidirectional: 1",
        "bidirectional is 1 (read from both ends): Input should be a valid boolean",
    ),
    (
        "pooling: max_mean",
        "pooling: average",
        "pooling is 'average' (which states stand for the document): Input should be 'last', 'mean', 'max' or",
    ),
    ("pooling: max_mean", "pooling: Max", "pooling is 'Max' (which states stand for the document): Input should be"),
    (
        "optimizer: adamw",
        "optimizer: rmsprop",
        "optimizer is 'rmsprop' (how a gradient becomes a step): Input should be 'adam', 'adamw' or 'sgd'",
    ),
    ("word_dropout: 0.3", "word_dropout: 1.0", "word_dropout is 1.0 (share of the words that training reads"),
    ("word_dropout: 0.3", "word_dropout: 30%", "the text '30%'"),
    ("- 0.99", "- 1.99", "train.betas.1 is 1.99"),
    ("    - 0.99\n", "", "train.betas is [0.9]"),
    ("    - 0.99\n", "    - 0.99\n    - 0.9\n", "train.betas is [0.9, 0.99, 0.9]"),
    ("epochs: 2", "epochs: 0", "epochs is 0 (passes over the training examples): Input should be greater than 0"),
    ("seed: 1", "seed: -1", "seed is -1 (start of the random numbers): Input should be greater than or equal to 0"),
    ("seed: 1", "seed: 99999999999999999999", "seed is 99999999999999999999 (start of the random numbers): "),
    (
        "corpus: reuters-r8",
        "corpus: reuters-r9",
        "fetch.corpus is 'reuters-r9' (a corpus of textrnn, or custom: your data): should be one of reuters-r8, "
        "reuters-r52, 20newsg",
    ),
    ("    path: ", "    path: mine.csv ", "classification.fetch has values that do not fit: corpus is reuters-r8"),
    ("    path: ", "    path: mine.csv ", "corpus is reuters-r8, but path and all else that textrnn use has set"),
    ("valid: 0.1", "valid: 1", "split.valid is 1 (a share of the others to draw, or"),
    ("test: '*-test'", "test: 1.5", "split.test is 1.5"),
    ("test: '*-test'", "test: [0.1]", "should be a share between 0 and 1 (without quotes), or a pattern of sources"),
    ("test: '*-test'", "test: '0.2'", "should be a share between 0 and 1 (without quotes), or a pattern of sources"),
    ("shards: 2", "shards: 17", "shards should be at most batch_size, 16"),
    (
        "loss: squared_hinge",
        "loss: hinge",
        "loss is 'hinge' (what training minimizes): Input should be 'cross_entropy' or 'squared_hinge'",
    ),
    ("loss: cross_entropy", "loss: squared_hinge", "loss is 'squared_hinge' (what is generated is drawn from"),
    (
        "label_smoothing: 0.0",
        "label_smoothing: 0.1",
        "label_smoothing is of cross_entropy: set it to 0, or loss to cross_entropy",
    ),
    ("folds: 3", "folds: 2", "split.folds is 2"),
    ("vocabulary_size: 300\n", "vocabulary_size: 100\n", "vocabulary_size is 100"),
    ("min_count: 1", "min_count: 0", "min_count is 0"),
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
    ("    max_new_tokens: 5", "    max_new_tokens: 0", "sample.max_new_tokens is 0"),
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
        GOOD,
        "",
        "line 1: there is no section classification.fetch: where classification should stand there is: noth",
    ),
    (GOOD, "- a\n- b\n", "line 1: there is no section classification.fetch"),
    (GOOD, "\x00", "params.yaml"),
    ("epochs: 2", "epochs: 2020-13-45", "cannot be read: month must be in 1..12"),
    ("epochs: 2", "epochs: !!int six", "cannot be read: invalid literal"),
    ("epochs: 2", "epochs: " + "9" * 5000, "cannot be read: Exceeds the limit"),
    ("epochs: 2", "epochs: " + "[" * 3000, "cannot be read: "),
    (
        "epochs: 2",
        "epochs: 1000000000",
        "epochs is 1000000000 (passes over the training examples): Input should be less than or equal to 10000",
    ),
    ("pad_to_multiple_of: 8", "pad_to_multiple_of: 3000000000", "pad.pad_to_multiple_of is 3000000000"),
    (
        "hidden_size: 4",
        "hidden_size: " + "x" * 100_000,
        "is the text 'xxxxxxxxxxxx...xxxxxxxxxxxxx' (units of a layer, in each direction); it should be",
    ),
    ("classification:\n", "classification: 5\nrest:\n", "there is no section classification.fetch"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG)
def test_params(
    old: str,
    new: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert old in GOOD
    (tmp_path / "params.yaml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    shutil.copy(ROOT / "dvc.yaml", tmp_path)
    monkeypatch.setattr(check, "ROOT", tmp_path)
    status, error = refusal(check.main, capsys)
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
    status, error = refusal(check.main, capsys)
    assert status == 2
    assert error.startswith(f"{tmp_path}/params.yaml cannot be read: ")


def test_a_message_names_the_line_of_the_mistake(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text(GOOD.replace("top_k: 0 ", "top_k: -5 "), encoding="utf-8")
    (found,) = check.check(tmp_path / "params.yaml")
    number = GOOD[: GOOD.index("top_k: 0 ")].count("\n") + 1
    assert found.startswith(f"{tmp_path}/params.yaml, line {number}: generation.sample.top_k is -5")


def test_every_problem_is_listed_at_once(tmp_path: Path) -> None:
    wrong = GOOD.replace("dropout: 0.3", "dropout: 3").replace("order: 6", "order: 600")
    (tmp_path / "params.yaml").write_text(wrong, encoding="utf-8")
    assert len(check.check(tmp_path / "params.yaml")) == 3


def test_a_misspelt_name_is_not_missing_as_well_and_lines_come_in_their_order(tmp_path: Path) -> None:
    wrong = GOOD.replace("hidden_size: 4", "hiden_size: 64", 1).replace("seed: 1", "seed: -1")
    (tmp_path / "params.yaml").write_text(wrong.replace("word_dropout: 0.3", "word_dropout: 3", 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_section("classification.train", train.Params, tmp_path / "params.yaml")
    places = [line.split(" ")[1:5] for line in str(caught.value).splitlines()]
    assert [name for *_, name, _ in places] == [
        f"classification.train.{name}" for name in ("hiden_size", "word_dropout", "seed")
    ]


def test_the_tiny_params_have_the_same_names(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text(GOOD, encoding="utf-8")
    tiny, committed, changes = (
        dict(flat(read_yaml(path))) for path in (tmp_path / "params.yaml", ROOT / "params.yaml", CHANGES)
    )
    assert list(tiny) == list(committed)
    assert {name for name, value in tiny.items() if value != committed[name]} <= changes.keys() <= committed.keys()
    assert check.check(tmp_path / "params.yaml") == []


def test_the_committed_params_pass(capsys: pytest.CaptureFixture[str]) -> None:
    check.main()
    assert capsys.readouterr().out == "params.yaml is as the stages need it\n"


@pytest.mark.parametrize(("new", "message"), [("numerics: quick", "numerics is 'quick'"), ("", "numerics is None")])
def test_numerics_are_checked(new: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text(GOOD.replace("numerics: portable", new), encoding="utf-8")
    (found,) = check.check(tmp_path / "params.yaml")
    assert found.endswith(f"{message}; it should be portable or fast")
