"""`textrnn score` of a generator: what texts cost, held against its network by hand, and the pipeline's own scores."""

import json
import math
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.cli.command import Run, refused
from tests.cli.tables import write
from tests.data.test_tokenizer import FITTED, params
from tests.pipeline_copy import PipelineCopy
from textrnn.data.records import read_records
from textrnn.data.tokenizer import END_ID
from textrnn.data.tokenizer_fitting import fit
from textrnn.files import read_json, read_rows
from textrnn.generation.loading import load_network

TEXTS = {"a.txt": "To be, or not to be:\nthat is it. " * 40, "b/c.md": "é 日本 be\n", "d.txt": "To be"}
TABLE = {"text": ["To be", "", "or not"]}


@pytest.fixture
def score(run: Run, generator: Path) -> Run:
    return lambda *words, stdin="": run("score", "--model", generator, *words, stdin=stdin)


def write_texts(folder: str = "in") -> None:
    for name, text in TEXTS.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def nats_by_hand(model: Path, text: str) -> tuple[float, int]:
    """What a text costs in nats, read at once between two marks; and how many tokens it has, the last mark as well."""
    ids = torch.tensor([END_ID, *FITTED["bpe"].encode(text, add_special_tokens=False).ids, END_ID])
    with torch.no_grad():
        logits, _ = load_network(model)(ids[None, :-1])
    chances = logits[0].double().log_softmax(dim=-1)
    return -chances.gather(-1, ids[1:, None]).sum().item(), len(ids) - 1


def check(ended: tuple[int, str, str], model: Path, *texts: str) -> dict[str, Any]:
    """The scores are those of these texts."""
    status, out, message = ended
    assert status == 0, message
    found: dict[str, Any] = json.loads(out)
    nats, tokens = map(sum, zip(*(nats_by_hand(model, text) for text in texts), strict=True))
    characters = sum(map(len, texts))
    assert (found["texts"], found["characters"], found["tokens"]) == (len(texts), characters, tokens)
    assert found["bits_per_character"] == pytest.approx(nats / math.log(2) / characters, rel=1e-5)
    assert found["loss"] == pytest.approx(nats / tokens, rel=1e-5)
    assert found["perplexity"] == pytest.approx(math.exp(nats / tokens), rel=1e-4)
    return found


def test_a_text_costs_what_the_network_says(score: Run, generator: Path) -> None:
    write_texts()
    for name, text in TEXTS.items():
        check(score(f"in/{name}", "--json"), generator, text)
    check(score("in", "--json"), generator, *TEXTS.values())
    check(score("-", "--json", stdin=TEXTS["b/c.md"]), generator, TEXTS["b/c.md"])


def test_what_is_printed_has_the_scores(score: Run) -> None:
    write_texts()
    found = json.loads(score("in", "--json")[1])
    _, out, message = score("in")
    assert message == ""
    assert "on in, running text in 3 files\n" in out
    assert f"\nbits per character  {found['bits_per_character']:.3f}\n" in out
    assert f"\nloss per token      {found['loss']:.3f} nats\nperplexity          {found['perplexity']:,.1f}\n" in out


def test_the_text_column_of_a_table_is_running_text(score: Run, generator: Path) -> None:
    write("in.csv", TABLE)
    found = check(score("in.csv", "--json"), generator, "To be\n\nor not\n\n")
    assert found["text_column"] == "text"
    message = refused(score("in.csv", "--label-column", "text"))
    assert "running text has no labels: leave out --label-column" in message


def test_files_that_cannot_be_read_are_refused_or_skipped(score: Run, generator: Path) -> None:
    write_texts()
    Path("in/x.txt").write_bytes(b"a\0b")
    assert "--skip-unreadable leaves such files out" in refused(score("in"))
    assert check(score("in", "--json", "--skip-unreadable"), generator, *TEXTS.values())["files_unreadable"] == 1


def test_running_text_is_for_the_pipelines_generator_and_a_table_for_its_classifier(run: Run, generator: Path) -> None:
    Path("data/models").mkdir(parents=True)
    Path("data/models/generation").symlink_to(generator)
    write_texts()
    write("in.csv", TABLE)
    assert json.loads(run("score", "in/a.txt", "--json")[1])["model"] == "data/models/generation"
    assert json.loads(run("score", "in.csv", "--task", "generation", "--json")[1])["model"] == "data/models/generation"
    message = refused(run("score", "in.csv"))
    assert "looks like labels: --label-column NAME takes one of them as labels; or use --task generation" in message


def test_what_has_no_text_is_refused(score: Run) -> None:
    Path("empty.txt").write_text("", encoding="utf-8")
    assert "empty.txt has no text" in refused(score("empty.txt"))
    assert "standard input has no text" in refused(score("-", stdin=""))


@pytest.mark.parametrize(("change", "hidden"), [({"lowercase": True}, "capitals"), ({"unknown": "unk"}, "words that")])
def test_a_tokenizer_that_hides_something_is_refused(
    run: Run, generator: Path, tmp_path: Path, change: dict[str, Any], hidden: str
) -> None:
    model = tmp_path / "model"
    model.mkdir()
    for name in ("config.json", "model.safetensors"):
        (model / name).write_bytes((generator / name).read_bytes())
    fit(["to be", "to"], params("word", **change)).save(str(model / "tokenizer.json"))
    Path("a.txt").write_text("To be", encoding="utf-8")
    message = refused(run("score", "a.txt", "--model", model))
    assert f"{model} cannot be scored: its tokenizer hides {hidden}" in message


def test_the_test_sets_of_the_pipeline_get_the_scores_that_it_wrote(pipeline: PipelineCopy, run: Run) -> None:
    folder = pipeline.folder
    records = list(read_records(folder / "data/splits/generation/test.jsonl"))
    for source, pieces in groupby(records, key=lambda record: record.source):
        Path("plays").mkdir(exist_ok=True)
        text = "".join(piece.text for piece in pieces)
        Path(f"plays/{source}.txt").write_text(text, encoding="utf-8", newline="")
    expected = read_json(folder / "metrics/generation/scores.json")["network"]["test"]
    _, out, _ = run("score", "plays", "--model", folder / "data/models/generation", "--json")
    assert {name: json.loads(out)[name] for name in expected} == pytest.approx(expected, rel=1e-5)
    test = folder / "data/splits/classification/test.jsonl"
    rows = read_rows(folder / "data/scores/classification/ensemble/predictions.csv")
    kept = [row for row, record in zip(rows, read_records(test), strict=True) if record.text.strip()]
    _, out, message = run("score", test, "--model", folder / "data/models/classification", "--json")
    right = sum(row["actual"] == row["predicted"] for row in kept)
    assert json.loads(out)["accuracy"] == pytest.approx(right / len(kept), abs=1e-6), message
