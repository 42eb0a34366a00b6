"""`textrnn classify` with many labels, with odd ones, and with cells that a spreadsheet would take for formulas."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.command import Run, refused
from tests.cli.tables import read, write
from tests.test_classifier import write_classifier
from textrnn.classifier import Classifier
from textrnn.cli.inputs import Inputs

TEXTS = ["to be", "or not to be", "grain"]
MANY = [f"label {number}" for number in range(10_000)]
ODD = ["=1+1", "two\nlines\tand a tab", "\x1b[31mred", "\u202eback\u2028line"]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("many"), labels=MANY)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("odd"), labels=ODD)


@pytest.mark.parametrize(
    ("words", "count"), [([], 5), (["--top", 3], 3), (["--top", 1], 1), (["--top", 10_001], 10_000)]
)
@pytest.mark.parametrize("target", ["out.csv", "out.parquet"])
def test_of_many_labels_the_likeliest_are_named(
    run: Run, many: Path, words: list[str], count: int, target: str
) -> None:
    write("in.csv", {"text": TEXTS})
    assert run("classify", "--model", many, "--input", "in.csv", "--output", target, *words)[0] == 0
    endings = ["", *(f"_{number}" for number in range(2, count + 1))]
    for row, prediction in zip(read(target), Classifier.load(many).predict(TEXTS), strict=True):
        likeliest = sorted(prediction.probabilities.items(), key=lambda item: -item[1])[:count]
        others = [f"{name}{end}" for end in endings[1:] for name in ("predicted", "probability")]
        assert list(row) == ["text", "predicted", "probability", "known_characters", *others]
        assert row["predicted"] == prediction.label
        assert [row[f"predicted{end}"] for end in endings] == [label for label, _ in likeliest]
        shares = [float(row[f"probability{end}"]) for end in endings]
        assert shares == pytest.approx([share for _, share in likeliest], abs=2e-6)


def test_the_likeliest_labels_are_printed(run: Run, odd: Path, many: Path) -> None:
    _, out, _ = run("classify", "--model", many, "to be", "--json")
    assert len(json.loads(out)["probabilities"]) == 5
    _, out, _ = run("classify", "--model", many, "to be", "--json", "--top", 2)
    (prediction,) = Classifier.load(many).predict(["to be"])
    assert json.loads(out)["probabilities"] == {
        label: round(share, 6)
        for label, share in sorted(prediction.probabilities.items(), key=lambda item: -item[1])[:2]
    }
    _, out, _ = run("classify", "--model", many, "to be", "--top", 2)
    assert out.count("\tlabel ") == 1
    _, out, _ = run("classify", "--model", odd, "to be", "--json", "--top", 99)
    assert set(json.loads(out)["probabilities"]) == set(ODD)


@pytest.mark.parametrize("command", ["classify", "explain", "info"])
def test_no_label_forges_a_line_or_steers_the_terminal(run: Run, odd: Path, command: str) -> None:
    words = [odd] if command == "info" else ["--model", odd, "to be", *(["--top", 9] if command == "classify" else [])]
    _, out, _ = run(command, *words)
    assert ("two lines and a tab" if command == "info" else "two␊lines␉and a tab") in out
    assert not {"\x1b[31m", "\u202e", "\u2028"} & {out[at : at + size] for at in range(len(out)) for size in (1, 5)}
    assert not any(line.startswith("lines") for line in out.splitlines())
    _, out, _ = run(command, *words, "--json")
    assert out.rstrip("\n").isprintable()
    assert all(json.dumps(label)[1:-1] in out for label in ODD)


@pytest.mark.parametrize("target", ["out.csv", "out.tsv"])
def test_formulas_are_written_as_text_if_one_asks_for_it(run: Run, odd: Path, target: str) -> None:
    cells = ["=HYPERLINK(1)", "+1+1", "-a", "@x", "\ttab", "＝1", "a=b", "", "'", "-1.5", "+1e3"]
    write("in.csv", {"=text": cells, "number": [str(-number) for number in range(len(cells))]})
    words = ["classify", "--model", odd, "--input", "in.csv", "--text-column", "=text", "--output", target]
    assert run(*words, "--safe-csv")[0] == 0
    with Path(target).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter="\t" if target.endswith("tsv") else ",")
    assert [row[0] for row in rows] == [f"'{cell}" for cell in cells[:6]] + cells[6:]
    assert header[:2] == ["'=text", "number"]
    assert [row[1] for row in rows] == [str(-number) for number in range(len(cells))]
    assert run(*words)[0] == 0
    assert [row["=text"] for row in read(target)] == cells


def test_only_tables_for_spreadsheets_have_formulas(classify: Run) -> None:
    write("in.csv", {"text": TEXTS})
    for words in (["--output", "out.jsonl"], []):
        assert "--safe-csv is for an --output that ends in" in refused(
            classify("--input", "in.csv", *words, "--safe-csv")
        )


@pytest.mark.parametrize("change", ["more\n", ""])
def test_an_input_that_changes_between_counting_and_reading_is_refused(
    classify: Run, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("in.txt").write_text("to be\n" * 3000)
    count = Inputs.count

    def count_and_change(inputs: Inputs) -> int | None:
        counted = count(inputs)
        Path("in.txt").write_text("to be\n" * 3000 + change if change else "to be\n" * 2000)
        return counted

    monkeypatch.setattr(Inputs, "count", count_and_change)
    message = refused(classify("--input", "in.txt", "--output", "out.csv"))
    assert (
        f"the input changed while it was read: it had 3,000 texts, and has {'more' if change else '2,000'} now"
        in message
    )
    assert [path.name for path in Path().iterdir()] == ["in.txt"]


def test_an_input_that_is_overwritten_while_it_is_read_is_refused(
    classify: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("in.txt").write_text("to be\n" * 3000)
    Path("out.csv").write_text("before")
    count = Inputs.count

    def count_and_change(inputs: Inputs) -> int | None:
        counted = count(inputs)
        Path("in.txt").write_text("be to\n" * 3000)
        return counted

    monkeypatch.setattr(Inputs, "count", count_and_change)
    assert "in.txt changed while it was read" in refused(classify("--input", "in.txt", "--output", "out.csv"))
    assert Path("out.csv").read_text() == "before"


@pytest.mark.parametrize("source", ["", " "])
def test_an_input_without_a_name_is_refused(classify: Run, source: str) -> None:
    assert "--input names nothing" in refused(classify("--input", source, "--output", "out.csv"))
