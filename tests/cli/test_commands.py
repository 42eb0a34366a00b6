"""The command line as a whole, and the commands that write, explain, describe and pack."""

import io
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from tests.model.damage import config
from tests.test_classifier import LABELS, write_classifier
from tests.test_generator import write_generator
from textrnn import numerics
from textrnn.classification.explanation import explain
from textrnn.classifier import Classifier
from textrnn.cli.app import main, textrnn
from textrnn.generator import Generator
from tools.pipeline import ROOT

COMMANDS = sorted(textrnn.commands)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_generator(tmp_path_factory.mktemp("model"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The exit status, output and error output of a command, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def textrnn(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["textrnn", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        return int(ended.value.code or 0), output.out, output.err

    return textrnn


def process(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", "from textrnn.cli.app import main; main()", *command]
    return subprocess.run(
        words, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


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


def test_one_text_is_what_the_generator_writes(run: Run, generator: Path) -> None:
    expected = Generator.load(generator).generate("To\nbe\t", max_new_tokens=20, seed=3, temperature=0.5, top_k=7)
    words = ["generate", "--model", generator, "--max-new-tokens", 20, "--seed", 3, "--temperature", 0.5, "--top-k", 7]
    assert run(*words, "--prompt", r"To\nbe\t") == (0, expected[0] + "\n", "")
    status, out, _ = run(*words, "--prompt", r"To\nbe\t", "--json")
    assert (status, json.loads(out)) == (0, {"prompt": "To\nbe\t", "text": expected[0]})


def test_several_texts(run: Run, generator: Path) -> None:
    expected = Generator.load(generator).generate(
        "To", 3, max_new_tokens=9, top_p=0.5, min_p=0.01, repetition_penalty=2.0
    )
    words = [
        "--model",
        generator,
        "--prompt",
        "To",
        "--samples",
        3,
        "--max-new-tokens",
        9,
        "--top-p",
        0.5,
        "--min-p",
        0.01,
    ]
    words += ["--repetition-penalty", 2.0]
    status, out, _ = run("generate", *words)
    assert (status, out) == (0, ("─" * 40 + "\n").join(f"{text}\n" for text in expected))
    status, out, _ = run("generate", *words, "--json")
    assert [json.loads(line)["text"] for line in io.StringIO(out)] == expected


def test_a_text_ends_before_a_stop_string(run: Run, generator: Path) -> None:
    whole = Generator.load(generator).generate("", max_new_tokens=200, temperature=1.0)[0]
    stop = ["\n", whole[20:22]]
    end = min(whole.index(word) for word in stop if word in whole)
    words = ["generate", "--model", generator, "--max-new-tokens", 200, "--temperature", 1.0]
    status, out, _ = run(*words, "--stop", r"\n", "--stop", stop[1])
    assert (status, out) == (0, whole[:end] + "\n")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--temperature", "-1"),
        ("--temperature", "nan"),
        ("--top-p", "0"),
        ("--max-new-tokens", "0"),
        ("--samples", "0"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--json"], ["--samples", "2"]], ids=str)
def test_a_value_out_of_its_range_is_refused(
    run: Run, generator: Path, option: str, value: str, more: list[str]
) -> None:
    status, out, message = run("generate", "--model", generator, *more, option, value)
    assert (status, out) == (2, "")
    assert message.startswith(f"textrnn: {option[2:].replace('-', '_')} is ")
    assert message.count("\n") == 1


def test_a_lone_surrogate_is_refused(run: Run, generator: Path, classifier: Path) -> None:
    for words in (
        ["generate", "--model", generator, "--prompt", "\udcff"],
        ["explain", "--model", classifier, "\udcff"],
    ):
        status, out, message = run(*words)
        assert (status, out) == (2, "")
        assert "contains a lone surrogate" in message


@pytest.mark.parametrize("label", [None, LABELS[0]])
def test_an_explanation(run: Run, classifier: Path, label: str | None) -> None:
    text = "To be, or \x1b[31m not"
    expected = explain(Classifier.load(classifier), text, label)
    words = ["explain", "--model", classifier, text, *(["--label", label] if label else [])]
    status, out, _ = run(*words, "--json", "--html", "why.html")
    shown = json.loads(out)
    assert status == 0
    assert shown["label"] == expected.label
    assert shown["probability"] == pytest.approx(expected.prediction.probabilities[expected.label], abs=1e-6)
    assert "".join(word["text"] for word in shown["words"]) == text
    weights = [word["weight"] for word in shown["words"]]
    assert weights == [word.weight and pytest.approx(word.weight, abs=1e-6) for word in expected.words]
    page = Path("why.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    status, out, _ = run(*words, "--html", "again.html")
    assert status == 0
    assert Path("again.html").read_text(encoding="utf-8") == page
    assert "\x1b" not in out
    assert text.replace("\x1b", "␛") in out
    for title, strongest in (("for it", expected.strongest(5)), ("against it", expected.strongest(-5))):
        named = ", ".join(f"{word.text} {word.weight:+.2f}" for word in strongest).replace("\x1b", "␛")
        assert (f"\n{title}: {named}\n" in out) == bool(strongest)
    assert out.endswith("again.html shows the same\n")


def test_what_cannot_be_explained_is_refused(run: Run, classifier: Path) -> None:
    status, _, message = run("explain", "--model", classifier, "be", "--label", "x", "--html", "why.html")
    there = ", ".join(LABELS).replace("\x1b", "␛")
    assert (status, message) == (2, f"textrnn: there is no label 'x'; there are: {there}\n")
    assert not list(Path().iterdir())
    assert run("explain", "--model", classifier, "be", "--html", ".")[0] == 2
    assert run("explain", "--model", classifier, "be", "--html", "")[0] == 2


def test_a_model_is_packed_and_described(run: Run, classifier: Path) -> None:
    assert run("pack", classifier, "model.zip") == (
        0,
        "model.zip is written, of no commit: none has a dvc.lock with this model\n",
        "",
    )
    status, out, _ = run("pack", classifier, "again.zip", "--json")
    assert (status, json.loads(out)) == (0, {"file": "again.zip"})
    assert Path("model.zip").read_bytes() == Path("again.zip").read_bytes()
    shown = json.loads(run("info", "model.zip", "--json")[1])
    assert (shown["kind"], shown["labels"]) == ("classifier", LABELS)
    status, out, _ = run("info", "model.zip")
    assert status == 0
    assert "\x1b" not in out
    assert [line.split()[0] for line in out.splitlines()] == list(shown)
    assert run("classify", "--model", "model.zip", "be") == run("classify", "--model", classifier, "be")
    assert run("pack", "model.zip", "x.zip")[0] == 2


def test_scores_are_shown_by_their_names(run: Run, classifier: Path) -> None:
    scored = Path(shutil.copytree(classifier, "scored"))
    scores = {
        "baselines": {"ppmd": {"test": {"macro_f1": 0.25}}, "an_other": {"test": {"accuracy": 0.125}}},
        "network": {"test": {"macro_f1": 1, "accuracy": 0.5}},
        "zero_state": {"test": {"loss": 2}},
        "dynamic_eval": {"test": {"loss": 1}},
    }
    config(scores=scores, about={"limits": "no\nkind  other"})(scored)
    assert json.loads(run("info", scored, "--json")[1])["scores"]["baselines"] == scores["baselines"]
    assert "\nlimits      no kind other\n" in run("info", scored)[1]
    assert run("info", scored)[1].endswith(
        """
on test                                    accuracy  loss (nats)  macro-F1
an_other                                   0.1250
PPMd (adaptive compressor)                                        0.2500
this model                                 0.5000                 1.0000
this model, with dynamic evaluation                  1.0000
this model, each window from a zero state            2.0000
"""
    )


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


def test_what_a_page_would_take_the_place_of_is_kept(run: Run, classifier: Path) -> None:
    os.mkfifo("pipe")
    status, _, message = run("explain", "--model", classifier, "be", "--html", "pipe")
    assert (status, message) == (
        2,
        "textrnn: pipe is neither a file nor a folder, and would be lost: name another one\n",
    )
    Path("page").write_text("")
    Path("page").chmod(0o600)
    Path("link").symlink_to("page")
    assert run("explain", "--model", classifier, "be", "--html", "link")[0] == 0
    assert Path("link").is_symlink()
    assert "<html" in Path("page").read_text()
    assert Path("page").stat().st_mode & 0o777 == 0o600


def test_no_folder_is_packed_over(run: Run, classifier: Path) -> None:
    Path("there").mkdir()
    assert run("pack", classifier, "there")[0] == 2
    assert Path("there").is_dir()


@pytest.mark.parametrize(
    "words", [["info"], ["classify", "x", "--model"], ["explain", "x", "--model"], ["generate", "--model"]]
)
def test_what_is_no_model_is_refused(run: Run, words: list[str]) -> None:
    Path("file").write_bytes(b"\0PK")
    Path("folder").mkdir()
    os.mkfifo("pipe")
    for model in ("file", "folder", "nothing", "pipe"):
        status, out, message = run(*words, model)
        assert (status, out) == (2, "")
        assert message.startswith(f"textrnn: {model}")
        assert message.count("\n") == 1


def test_a_model_of_another_kind_is_refused(run: Run, generator: Path) -> None:
    status, _, message = run("classify", "x", "--model", generator)
    assert (status, message) == (2, f"textrnn: {generator} is a model of kind 'generator'; needed is a classifier\n")


def test_stopping_is_no_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(click.Group, "invoke", stop)
    status, _, message = run("info", "x")
    assert (status, message.strip()) == (130, "textrnn: stopped, nothing is left half-written")
