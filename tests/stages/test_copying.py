from pathlib import Path
from typing import Any

import pytest

from stages.copying import cut_pieces, main
from tests.data.test_tokenizer import FITTED
from tests.generation.test_matches import babble
from textrnn.data.records import Record, write_records
from textrnn.errors import InputError
from textrnn.files import read_json, write_json


def test_pieces_are_as_long_as_a_sample() -> None:
    records = [Record("abcde", None, "x"), Record("fgh", None, "x"), Record("ij", None, "y")]
    assert cut_pieces(records, 3) == [("x", 0, "abc"), ("x", 3, "def")]
    assert cut_pieces(records, 2) == [("x", 0, "ab"), ("x", 2, "cd"), ("x", 4, "ef"), ("x", 6, "gh"), ("y", 0, "ij")]
    assert cut_pieces(records, 100) == [("x", 0, "abcdefgh"), ("y", 0, "ij")]
    many = cut_pieces([Record("a" * 1000, None, "x")], 2)
    assert len(many) == 200
    assert (many[0].start, many[-1].start) == (0, 998)


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Two samples, one of which is a copy; a training text and a test text that have nothing in common."""
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text("task: {copying: {shortest: 50}}\n")
    FITTED["bpe"].save("tokenizer.json")
    training = babble(1, 2000)
    Path("splits").mkdir()
    for number, (name, text) in enumerate({"train": training, "valid": babble(2, 500), "test": babble(3, 900)}.items()):
        write_records(Path(f"splits/{name}.jsonl"), [Record(text, None, f"book {number}")])
    samples = [
        {"prompt": "", "sample": 1, "text": babble(4, 100)[:400]},
        {"prompt": "", "sample": 2, "text": training[300:650] + "x" * 50},
    ]
    write_json(Path("samples.json"), samples)
    paths = {"splits": "splits", "tokenizer": "tokenizer.json", "texts": "samples.json"}
    return {name: Path(path) for name, path in (paths | {"copies": "copies.json", "details": "details.json"}).items()}


def test_a_copy_stands_out(workplace: dict[str, Path]) -> None:
    main("task", **workplace)
    copies: dict[str, list[dict[str, Any]]] = read_json(Path("copies.json"))
    honest, thief = copies["samples"]
    assert (honest["copied"], honest["copied_share"]) == ([], 0)
    assert thief["copied"] == [{"start": 0, "end": 350, "source": "book 0"}]
    assert thief["longest"] == {"start": 0, "end": 350, "source": "book 0"}
    assert thief["copied_share"] == 0.875
    details = read_json(Path("details.json"))
    assert (details["samples"]["longest"], details["samples"]["copied_share"]) == (350, 0.4375)
    assert details["test"]["texts"] == len(copies["test"]) == len(babble(3, 900)) // 400
    assert (details["test"]["copied_share"], details["shortest"]) == (0, 50)
    assert details["test"]["longest"] < 50


def test_samples_of_another_form_are_refused(workplace: dict[str, Path]) -> None:
    write_json(Path("samples.json"), [{"text": "be"}])
    with pytest.raises(InputError, match=r"samples\.json is damaged"):
        main("task", **workplace)
