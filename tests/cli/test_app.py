"""The command line as a whole."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.cli.command import Run, process
from textrnn import numerics
from textrnn.cli.app import textrnn
from tools.pipeline import ROOT

COMMANDS = sorted(textrnn.commands)

SLOW = {"torch", "numpy", "pyarrow", "tokenizers", "sklearn", "scipy", "matplotlib", "pandas"}


def loaded(code: str) -> set[str]:
    """The packages that are loaded after some code has run."""
    code = f"import sys; {code}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_comes_without_what_takes_long_to_import() -> None:
    assert not (SLOW | {"pydantic", "rich"}) & loaded("import textrnn.cli.app")


def test_no_module_of_the_command_loads_numpy() -> None:
    modules = [f"textrnn.cli.{path.stem}" for path in sorted((ROOT / "textrnn/cli").glob("*.py"))]
    assert len(modules) > 10
    assert not SLOW & loaded(f"import {', '.join(modules)}")


def test_numerics_are_pinned_before_a_model_is_loaded(classifier: Path) -> None:
    code = f"""
import os, sys
from textrnn.cli.app import main
sys.argv = ["textrnn", "classify", "be", "--model", {str(classifier)!r}]
try:
    main()
except SystemExit:
    import torch
    print(torch.get_num_threads(), (torch.tensor(1e-40) * 1).item(), os.environ["TEXTRNN_PINNED"])
"""
    unpinned = {name: value for name, value in os.environ.items() if name not in numerics.ALWAYS | numerics.PORTABLE}
    for kind in ("portable", "fast"):
        environment = unpinned | {"TEXTRNN_NUMERICS": kind}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.endswith(f"\n1 0.0 {kind}\n")


def test_numerics_that_cannot_be_pinned_are_refused() -> None:
    done = process("info", "model", TEXTRNN_NUMERICS="portabel")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("textrnn: numerics are 'portabel'; they should be portable or fast")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_each_command_has_help(run: Run, words: list[str]) -> None:
    status, out, message = run(*words)
    assert (status, message) == (0, "")
    assert out.startswith("Usage: textrnn")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_the_help_are_commands(run: Run, name: str) -> None:
    _, out, _ = run(name, "--help")
    examples = [line.strip() for line in out.split("Examples:\n")[1].splitlines() if "textrnn" in line]
    assert len(examples) >= 2
    for line in examples:
        first, command, *words = shlex.split(line.split("|")[-1], comments=True)
        assert first == "textrnn"
        textrnn.commands[command].make_context(command, words)  # Parses them, and runs nothing.


def test_it_says_its_version(run: Run) -> None:
    status, out, _ = run("--version")
    assert status == 0
    assert out.startswith("textrnn, version ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["explane", "x"], "No such command 'explane'"),
        (["generate", "--sample", "2"], "No such option"),
        (["generate", "--samples", "two"], "'two' is not a valid integer"),
        (["explain"], "Missing argument 'TEXT'"),
        ([], "Usage: textrnn"),
    ],
)
def test_a_mistyped_command_is_explained(run: Run, words: list[str], message: str) -> None:
    status, out, told = run(*words)
    assert (status, out) == (2, "")
    assert message in told


def test_words_are_completed_in_bash() -> None:
    assert "_textrnn_completion" in process(_TEXTRNN_COMPLETE="bash_source").stdout
    done = process(_TEXTRNN_COMPLETE="bash_complete", COMP_WORDS="textrnn g", COMP_CWORD="1")
    assert done.stdout == "plain,generate\n"


def test_whoever_has_read_enough_may_close_the_output(classifier: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("be or not to be\n" * 5000, encoding="utf-8")
    words = ["classify", "--model", str(classifier), "--input", str(tmp_path / "in.txt"), "--json"]
    with subprocess.Popen(
        [sys.executable, "-c", "from textrnn.cli.app import main; main()", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout
        assert running.stderr
        assert json.loads(running.stdout.readline())["text"] == "be or not to be"
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_what_a_screen_has_no_character_for_is_no_fault(generator: Path) -> None:
    done = process(
        "generate", "--model", str(generator), "--prompt", "日", "--max-new-tokens", "3", PYTHONIOENCODING="latin-1"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("\\u65e5")


@pytest.mark.parametrize("words", [["--help"], ["classify", "--help"], ["explain", "be"], ["info"]], ids=" ".join)
def test_whoever_reads_nothing_at_all_gets_no_fault(words: list[str], classifier: Path) -> None:
    models = {"explain": ["--model", str(classifier)], "info": [str(classifier)]}
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-c", "from textrnn.cli.app import main; main()", *words, *models.get(words[0], [])]
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(command, cwd=ROOT, stdout=closed, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_closed_standard_input_is_refused(classifier: Path) -> None:
    command = (
        f"{sys.executable} -c 'from textrnn.cli.app import main; main()' classify --model {classifier} --input - <&-"
    )
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "textrnn: standard input is closed: name a file\n")


def test_stopping_is_no_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(click.Group, "invoke", stop)
    status, _, message = run("info", "x")
    assert (status, message.strip()) == (130, "textrnn: stopped, nothing is left half-written")
