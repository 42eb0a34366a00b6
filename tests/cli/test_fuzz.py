"""Whatever is given to textrnn, it works or says in one message what is wrong: no traceback, nothing half-written."""

import io
import math
import random
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.generation.test_network import make_network
from tests.ingest.custom_corpora import custom_corpus
from textrnn.classification.network import Architecture, ClassifierNetwork
from textrnn.classifier import Classifier
from textrnn.cli.app import main
from textrnn.data.tokenizer_fitting import Tokenization, fit
from textrnn.errors import InputError
from textrnn.generation.network import GeneratorNetwork
from textrnn.generator import Generator
from textrnn.ingest.layout import detect_layout, encoding_of
from textrnn.ingest.records import CUSTOM, read_part
from textrnn.model.writing import write_model
from tools.check import check
from tools.tiny import write_params

CASES = range(60)  # Of each kind, drawn with their numbers as seeds.
TABLE = 'text,label\n"to be, or ""not""",a\nGröße 日本 🎭,b\n"two\nlines",a\nsaid,b\n'
LINES = '{"text": "to be", "label": "a"}\n{"text": "Größe 日本", "label": 7}\n{"text": null, "label": "b"}\n'
FILES = {
    ".csv": TABLE,
    ".tsv": TABLE.replace(",", "\t"),
    ".jsonl": LINES,
    ".txt": TABLE,
    ".parquet": "PAR1",
    ".csv.gz": TABLE,
    ".zip": "PK",
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them changed, cut out, repeated, or put in."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(changed))
        match chance.randint(0, 4):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randint(1, 40)]
            case 2:
                changed[at:at] = changed[at : at + chance.randint(1, 40)] * chance.randint(1, 3)
            case 3:
                changed[at:at] = chance.choice([b"\0", b"\xff\xfe", b'"', b"\n", b",", b"\xe4", b"{", b"\xf0\x9f\x8e"])
            case _:
                del changed[at:]
    return bytes(changed)


@pytest.mark.parametrize("number", CASES)
def test_any_file_is_read_or_refused(tmp_path: Path, number: int) -> None:
    chance = random.Random(number)
    suffix = chance.choice(list(FILES))
    path = tmp_path / f"data{suffix}"
    path.write_bytes(mutated(FILES[suffix].encode(), chance))
    refused = ""
    try:
        encoding = encoding_of([path])
        layout = detect_layout(path, encoding, None, None, chance.choice([None, True, False]))
        corpus = custom_corpus(path=str(path), encoding=encoding, **layout)
        assert all(record.text for record in read_part(path, corpus, CUSTOM))
    except InputError as error:
        refused = str(error)
    assert not refused or str(path) in refused


@pytest.mark.parametrize("number", CASES)
def test_any_params_are_valid_or_refused_with_lines(tmp_path: Path, number: int) -> None:
    path = tmp_path / "params.yaml"
    write_params(path)
    path.write_bytes(mutated(path.read_bytes(), random.Random(number)))
    assert all("params.yaml" in line for line in check(path))


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Small models with random weights."""
    folder = tmp_path_factory.mktemp("models")
    words = Tokenization(
        kind="bpe", lowercase=False, pattern=r"\S+|\s+", vocabulary_size=290, min_count=1, unknown="spell"
    )
    tokenizer = fit(["to be, or not to be"] * 3, words)
    vectors = torch.randn(tokenizer.get_vocab_size(), 4)
    shape = Architecture(
        bigram_vectors=0,
        hidden_size=4,
        layers=1,
        bidirectional=True,
        pooling="max",
        word_dropout=0.0,
        embedding_dropout=0.0,
        dropout=0.0,
        initialization="orthogonal",
    )
    classifier = ClassifierNetwork(vectors, ["a", "b"], shape)
    generator = GeneratorNetwork(vectors, make_network(residual=True).architecture)
    more = {"truncation": {"max_length": 50, "pad_to_multiple_of": 8}}
    write_model(folder / "classifier", classifier, classifier.config() | more)
    write_model(folder / "generator", generator, generator.config())
    for name in ("classifier", "generator"):
        tokenizer.save(str(folder / name / "tokenizer.json"))
    return {name: folder / name for name in ("classifier", "generator")}


@pytest.mark.parametrize("number", CASES)
def test_any_model_folder_loads_or_is_refused(models: dict[str, Path], tmp_path: Path, number: int) -> None:
    chance = random.Random(number)
    kind = chance.choice(sorted(models))
    broken = tmp_path / "model"
    broken.mkdir()
    for path in models[kind].iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    part = chance.choice(sorted(broken.iterdir()))
    part.write_bytes(mutated(part.read_bytes(), chance))
    refused = ""
    try:
        if kind == "classifier":
            Classifier.load(broken).predict(["to be", "", "Größe 日本"])
        else:
            Generator.load(broken).generate("to be", max_new_tokens=3)
    except InputError as error:
        refused = str(error)
    assert "\n" not in refused


@given(
    prompt=st.text(max_size=40),
    temperature=st.sampled_from([0.0, 0.5, 1.0, 1e-300, 100.0, 101.0, -1.0, math.nan, math.inf]),
    top_k=st.integers(-1, 400),
    top_p=st.floats(-1, 2, allow_subnormal=False),
    min_p=st.floats(-1, 2, allow_subnormal=False),
    stop=st.lists(st.text(max_size=3), max_size=2),
    max_new_tokens=st.integers(-1, 8),
    samples=st.integers(0, 3),
    seed=st.integers(-1, 2**33),
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_prompt_is_written_on_or_refused(
    models: dict[str, Path], prompt: str, samples: int, **sampling: object
) -> None:
    generator = Generator.load(models["generator"])
    try:
        texts = generator.generate(prompt, samples, **sampling)  # type: ignore[arg-type]
    except InputError:
        return
    assert len(texts) == samples
    assert all(text.startswith(prompt) for text in texts)


WORDS = [
    "classify",
    "generate",
    "explain",
    "info",
    "pack",
    "use",
    "--json",
    "--input",
    "--output",
    "--model",
    "--help",
    "-h",
    "--samples",
]
WORDS += [
    "--stop",
    "--dry-run",
    "--minutes",
    "0",
    "-1",
    "1e999",
    "--task",
    "generation",
    "\x1b[2J",
    "日本",
    "",
    "-",
    "--",
    "--seed",
    "--text-column",
]


@pytest.mark.parametrize("number", CASES)
def test_any_command_line_works_or_is_refused(
    models: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: int,
) -> None:
    chance = random.Random(number)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts.csv").write_bytes(mutated(TABLE.encode(), chance) if number % 2 else TABLE.encode())
    (tmp_path / "empty").touch()
    names = ["texts.csv", "empty", "out.csv", "out.jsonl", "none.csv", str(tmp_path), *map(str, models.values())]
    monkeypatch.setattr(sys, "argv", ["textrnn", *(chance.choice(WORDS + names) for _ in range(chance.randint(0, 7)))])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"to be\n")))
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code in {0, 2}
    assert "Traceback" not in capsys.readouterr().err
    assert not [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")]
