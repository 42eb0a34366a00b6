"""The committed notebooks are their scripts, executed; CI executes them again and compares."""

import os
import re
from pathlib import Path
from typing import Any

import jupytext
import pytest

from textrnn.errors import InputError
from textrnn.files import read_json
from tools import notebooks
from tools.notebooks import NOTEBOOKS, environment, metadata, read_script, refuse_lost_edits, refuse_warnings, sources
from tools.pipeline import ROOT

SCRIPTS = sorted(NOTEBOOKS.glob("*.py"))
RESULTS = {
    "RNN-classification": ["Validation accuracy", "Test accuracy", "Macro-F1 (test)"],
    "RNN-generation": ["Training loss", "Validation loss", "Perplexity", "Sample output"],
}
each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


def notebook_of(script: Path) -> Any:
    return jupytext.read(script.with_suffix(".ipynb"))


def outputs(script: Path) -> str:
    """All that the cells of a notebook show, as text."""
    shown = []
    for cell in notebook_of(script).cells:
        for output in cell.get("outputs", []):
            shown += [output.get("text", ""), *output.get("data", {}).values()]
    return "\n".join(shown)


def test_both_notebooks_are_there() -> None:
    assert [script.stem for script in SCRIPTS] == list(RESULTS)


@each_script
def test_a_notebook_has_the_cells_of_its_script(script: Path) -> None:
    notebook = notebook_of(script)
    assert sources(notebook) == sources(read_script(script)), "run make notebooks"
    assert notebook.metadata == metadata(notebook)
    assert [cell.id for cell in notebook.cells] == [f"cell-{number:02d}" for number in range(len(notebook.cells))]


@each_script
def test_a_script_is_as_jupytext_writes_it_from_its_notebook(script: Path) -> None:
    texts = (jupytext.writes(notebook_of(script), "py:percent"), script.read_text(encoding="utf-8"))
    made, written = ([line for line in text.splitlines() if line] for text in texts)
    assert made == written  # But for empty lines, of which ruff and jupytext have their own ideas.


@each_script
def test_all_cells_are_executed_in_their_order(script: Path) -> None:
    code = [cell for cell in notebook_of(script).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    kinds = {(output.output_type, output.get("name")) for cell in code for output in cell.outputs}
    assert kinds <= {("stream", "stdout"), ("execute_result", None), ("display_data", None)}
    assert not any(cell.metadata for cell in code), "jupyter keeps times there"


@each_script
def test_a_notebook_shows_nothing_of_the_machine_that_executed_it(script: Path) -> None:
    shown = outputs(script)
    assert not re.findall(r"(?<![\w.<:/])/(?:home|mnt|opt|root|srv|tmp|usr|var|work|Users)\b", shown)
    assert not re.findall(r"\d+ s left|\d+(?:\.\d+)? ?(?:seconds|it/s)|<dc:date>|0x[0-9a-f]{8}", shown)
    assert script.with_suffix(".ipynb").stat().st_size < 1_000_000


@each_script
def test_a_notebook_says_what_is_promised_before_anything_is_imported(script: Path) -> None:
    first = next(cell for cell in notebook_of(script).cells if cell.cell_type == "code")
    assert re.fullmatch(r"from textrnn\.notebook import [\w, ]+\n\nbegin\(\)", first.source)
    assert first.outputs[0].text == "portable: the same bits on every x86-64 CPU with AVX2 and FMA\n"


@each_script
def test_a_notebook_ends_with_its_results(script: Path) -> None:
    rows = re.findall(r"^\| \*\*(.*?)\*\* \|(.*)\|$", outputs(script), re.MULTILINE)
    assert [name for name, _ in rows] == RESULTS[script.stem]
    of_pipeline = [cells.split("|")[-1].strip() for _, cells in rows]
    assert of_pipeline == pipeline_results(script.stem), "the metrics changed: run make notebooks"


def pipeline_results(name: str) -> list[str]:
    """What the results of a notebook should say of the pipeline's network."""
    task = name.removeprefix("RNN-")
    scores = read_json(ROOT / f"metrics/{task}/scores.json")
    if task == "classification":
        valid, test = scores["network"]["valid"], scores["network"]["test"]
        return [f"{100 * value:.2f}" for value in (valid["accuracy"], test["accuracy"], test["macro_f1"])]
    valid = scores["zero_state"]["valid"]
    points = [line.split(",") for line in (ROOT / f"plots/{task}/learning_curve.csv").read_text().split()[1:]]
    train = min((float(loss), float(train)) for _, _, train, loss, _ in points)[1]
    return [f"{train:.3f}", f"{valid['loss']:.3f}", f"{valid['perplexity']:.1f}", "below"]


@each_script
def test_links_lead_to_files(script: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", script.read_text(encoding="utf-8"))
    assert links
    for link in links:
        assert (NOTEBOOKS / link).exists(), link


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A script and its notebook, as it would be written."""
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    script = tmp_path / "lesson.py"
    script.write_text("# %% [markdown]\n# # A lesson\n\n# %%\n1 + 1\n")
    notebook = read_script(script)
    notebook.metadata = metadata(notebook)
    script.with_suffix(".ipynb").write_text(jupytext.writes(notebook, "ipynb"))
    return script, script.with_suffix(".ipynb")


def test_edits_of_a_notebook_alone_are_not_lost(pair: tuple[Path, Path]) -> None:
    script, notebook = pair
    refuse_lost_edits(script)
    executed = notebook.read_text()
    notebook.write_text(executed.replace("1 + 1", "1 + 2"))
    with pytest.raises(InputError, match=r"lesson\.ipynb was edited, lesson\.py was not, .*jupytext --to py:percent"):
        refuse_lost_edits(script)
    script.write_text(script.read_text().replace("1 + 1", "1 + 2"))  # As jupyter does where jupytext pairs them.
    refuse_lost_edits(script)


def test_a_script_can_be_edited_or_new(pair: tuple[Path, Path]) -> None:
    script, notebook = pair
    script.write_text(script.read_text().replace("1 + 1", "1 + 2"))
    refuse_lost_edits(script)
    notebook.unlink()
    refuse_lost_edits(script)


def test_a_warning_is_refused(pair: tuple[Path, Path]) -> None:
    notebook = read_script(pair[0])
    notebook.cells[1].outputs = [{"output_type": "stream", "name": "stdout", "text": "fine"}]
    refuse_warnings(pair[0], notebook)
    notebook.cells[1].outputs.append({"output_type": "stream", "name": "stderr", "text": "deprecated"})
    with pytest.raises(InputError, match=r"lesson\.py, cell-01 writes to standard error:\ndeprecated"):
        refuse_warnings(pair[0], notebook)


def test_a_kernel_has_no_settings_of_its_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")  # With it no figure would be shown.
    monkeypatch.setenv("IPYTHONDIR", "/mine")
    changed = environment(tmp_path)
    assert "MPLBACKEND" not in changed
    assert changed["IPYTHONDIR"] == str(tmp_path)
    assert changed["PATH"] == os.environ["PATH"]
